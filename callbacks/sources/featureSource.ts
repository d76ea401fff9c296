import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Absent } from '../../src/base/absent.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import type { NetworkResult } from '../../src/metrics/metric.js';
import type { SampleOrder, SourceInfo } from '../../src/record/record.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import type { Outlier } from '../../src/statistics/farthestSamples.js';
import type { FeatureSample } from '../../src/statistics/featureSample.js';
import type { Batches } from '../data/batches.js';
import type { PreparedFacts } from '../data/prepareData.js';

/** Where the features of an epoch come from: an evaluation after it, or the forward passes of the training itself. */
export interface FeatureSource {
  /** What is known about the samples before the first epoch */
  readonly facts: PreparedFacts;
  /** At the beginning of an epoch that will be measured. */
  begin(): void;
  /** Between training steps. */
  batchEnd(): Promise<void>;
  /**
   * The statistics of the epoch that ends. The caller must call {@link disposeStatistics}.
   *
   * @throws if the data, the features or the outputs cannot be measured
   */
  gather(): Promise<EpochStatistics>;
  dispose(): void;
}

/** Everything measured on the samples in an epoch: class statistics, and what needs the samples themselves. */
export interface EpochStatistics {
  readonly source: SourceInfo;
  readonly encoding: ClassEncoding;
  readonly summary: ClassSummary;
  /** Σ_W (d×d) on the device, or why it is not there */
  readonly within: Tensor2D | Absent;
  readonly network: Required<NetworkResult>;
  /** Whether the features are exactly what the head gets */
  readonly feedsHead: boolean;
  /** What outputs went through before they were compared with the codes */
  readonly link: OutputLink;
  /** How many samples had no class, and were left out */
  readonly unlabeled: number;
  /** Samples farthest from the mean of their class, farthest first; or why there are none */
  readonly outliers: readonly Outlier[] | Absent;
  /** Whether the positions of a stream's samples mean anything */
  readonly order?: SampleOrder;
  /** Some of the features, for pictures; or why there are none */
  readonly sample: FeatureSample | Absent;
  /** Rows of the data that the training holds out; to be measured as validation samples */
  readonly heldOut?: Batches;
  /** Statistics of each further layer, in order of depth */
  readonly depth: readonly ClassSummary[];
  /** −⟨∂L/∂H, H⟩ with L the data loss, where it was asked for */
  readonly featurePull?: number;
  /** Share of the samples whose nearest class mean of the reference is their class */
  readonly nearestReference?: number;
}

export function disposeStatistics({ within, sample }: EpochStatistics): void {
  if (!('absent' in within)) tf.dispose(within);
  if (!('absent' in sample)) sample.dispose();
}

/** The source with more notes for the record. */
export function withNotes(source: SourceInfo, notes: readonly string[]): SourceInfo {
  return notes.length === 0 ? source : { ...source, notes: [...(source.notes ?? []), ...notes] };
}

import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { OutputLink } from '../../src/encodings/index.js';
import type { Absent, NetworkResult } from '../../src/metrics/metric.js';
import type { SampleOrder, SourceInfo } from '../../src/record/record.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import type { Outlier } from '../../src/statistics/farthestSamples.js';
import type { FeatureSample } from '../../src/statistics/featureSample.js';

/** Everything that passes over the data have shown: class statistics, and what only the samples tell. */
export interface EpochStatistics {
  readonly source: SourceInfo;
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
  /** Of a stream: whether the positions of its samples mean anything */
  readonly order?: SampleOrder;
  /** Some of the features, for pictures; or why there are none */
  readonly sample: FeatureSample | Absent;
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

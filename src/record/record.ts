import type { Absent } from '../base/absent.js';
import type { OutputLink } from '../encodings/decodeOptions.js';
import { columnNorms, diagonal } from '../linalg/matrixView.js';
import type { CompleteMetricResult, MetricResult } from '../metrics/computeMetrics.js';
import type { Geometry } from '../metrics/geometry.js';
import type { Head } from '../metrics/head.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { Outlier } from '../statistics/farthestSamples.js';
import type { TheoryComparison } from '../theory/comparison.js';
import type { TerminalPhase } from './terminalPhase.js';
import type { Verdict } from './verdict/types.js';

/** Schema of {@link NeuralCollapseRecord}; the number changes whenever a reader would have to change. */
export const RECORD_SCHEMA = 'tfjs-nc.record/2';

/** Where the features come from. */
export type SourceInfo =
  | {
      /** Forward passes over the data after the epoch, in inference mode */
      readonly kind: 'evaluation';
      /** 2 if the features did not fit into the memory that option `featureMemory` allows */
      readonly passes: 1 | 2;
      /** Remarks on the data, in sentences; only where there are any */
      readonly notes?: readonly string[];
    }
  | {
      /** The forward passes of the training itself */
      readonly kind: 'training';
      /** What that means for the numbers, in sentences */
      readonly notes: readonly string[];
    };

/**
 * What is known of the order of the samples in a stream: `same` in every pass so far, `changing`, or `unknown` after one
 * pass only. A position in the data means something only where it is the same.
 */
export type SampleOrder = 'same' | 'changing' | 'unknown';

/** What was measured: the data, the layer and the encoding. */
export interface MeasuredOn {
  /** N */
  readonly samples: number;
  /** K */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /** Layer whose input (the head) or output (option `layer`) the features are */
  readonly layer: string;
  /** Whether the features are the input or the output of `layer` */
  readonly side: 'input' | 'output';
  /** The classification head */
  readonly head: string;
  /** How the targets encode the classes */
  readonly encoding: string;
  /** Whether the encoding was found from the targets, or given as an option */
  readonly encodingSource: 'found' | 'given';
  /** n_k */
  readonly counts: readonly number[];
  /** Samples without a class (a row of zeros, or the label −1), which are left out; absent where there are none */
  readonly unlabeled?: number;
  /** Where the features come from */
  readonly source: SourceInfo;
  /**
   * What the outputs go through before the nearest code is the decision, where they are logits: what the loss applies to
   * them. Absent: they are compared as they are.
   */
  readonly link?: OutputLink;
  /** Only for a stream. Unless the order is `same`, outliers have no `index`. */
  readonly order?: SampleOrder;
  /** Largest number of bytes in tensors that was seen while the statistics were computed */
  readonly peakDeviceBytes?: number;
}

/** Norms of class means, weights and bias, per class k or per output j. */
export interface Norms {
  /** ‖m_k‖ */
  readonly classMeans: readonly number[];
  /** ‖m_k − m_G‖, m_G the center of the weighting */
  readonly centeredClassMeans: readonly number[];
  /** v_k, mean squared distance of class k to its mean */
  readonly withinClassVariances: readonly number[];
  /** ‖W‖_F; absent if the features are not the head's input */
  readonly kernel?: number;
  /** ‖w_j‖, per output j */
  readonly kernelRows?: readonly number[];
  /** ‖b‖; absent for a head without bias */
  readonly bias?: number;
}

/** Milliseconds on the clock. */
export interface Timing {
  /** Forward pass and metrics together */
  readonly measureMs: number;
  /** From the beginning of the epoch to the end of the measurement; absent in a custom loop */
  readonly epochMs?: number;
  /** measureMs / epochMs */
  readonly share?: number;
}

/** Collapse at the output of one layer. */
export interface DepthMeasurement {
  /** Name of the layer */
  readonly layer: string;
  /** d, numbers per sample at its output */
  readonly featureDim: number;
  /** Share of the samples whose nearest class mean is their class: 1 where a nearest-mean classifier would do */
  readonly nearestClassCenter: number;
  /** The metrics that need only features */
  readonly metrics: MetricResult['metrics'];
  /** Why each of the others has no value */
  readonly absent: MetricResult['absent'];
  /** How metrics are estimated, and the largest relative error; absent if none is estimated */
  readonly approximate?: MetricResult['approximate'];
}

/** The metrics of samples that the network was not trained on, with class means of their own. */
export interface ValidationMeasurement extends CompleteMetricResult {
  /** N */
  readonly samples: number;
  /** n_k */
  readonly counts: readonly number[];
  /** Samples without a class, which are left out; absent where there are none */
  readonly unlabeled?: number;
  /** Share of these samples whose nearest class mean *of the measured data* is their class */
  readonly nearestTrainingMean: number;
}

/** One measured epoch. Self-describing: a line of metrics.jsonl can be read without the run it comes from. */
export interface NeuralCollapseRecord extends CompleteMetricResult {
  /** Which schema this is */
  readonly schema: typeof RECORD_SCHEMA;
  /** Name of the run */
  readonly run: string;
  /** Counted from 0, as tf.js counts them */
  readonly epoch: number;
  /** Samples, layer and encoding that were measured */
  readonly measured: MeasuredOn;
  /** Norms of class means, weights and bias */
  readonly norms: Norms;
  /** The predicted value beside each measured one, or why there is none */
  readonly theory: TheoryComparison | Absent;
  /** Samples farthest from the mean of their class, farthest first; or why there are none */
  readonly outliers: readonly Outlier[] | Absent;
  /** One entry per layer of the option `layers`, in their order */
  readonly depth: readonly DepthMeasurement[];
  /** Present with the option `validationData`, or where `validationSplit` holds out rows; what was wrong with those samples where they were invalid */
  readonly validation?:
    | ValidationMeasurement
    | {
        /** Why those samples could not be measured */
        readonly error: string;
      };
  /** Since when the training error is 0, and how fast nc1 decays since */
  readonly terminalPhase: TerminalPhase;
  /** What the numbers mean: has it collapsed, into which shape, as predicted, what limits it, what to try */
  readonly verdict: Verdict;
  /** What the measurement cost */
  readonly timing: Timing;
  /** The numbers tf.js itself reported for the epoch: loss, acc, val_loss... */
  readonly logs: Readonly<Record<string, number>>;
}

/** A record as earlier versions wrote it, without the verdict. A reader adds it. */
export type WrittenRecord = Omit<NeuralCollapseRecord, 'verdict'> &
  Partial<Pick<NeuralCollapseRecord, 'verdict'>>;

/** Schema of {@link MeasurementFailure}; the number changes whenever a reader would have to change. */
export const FAILURE_SCHEMA = 'tfjs-nc.failure/1';

/** An epoch that could not be measured. The training continued. */
export interface MeasurementFailure {
  /** Which schema this is */
  readonly schema: typeof FAILURE_SCHEMA;
  /** Name of the run */
  readonly run: string;
  /** Counted from 0 */
  readonly epoch: number;
  /** Why, with the place */
  readonly error: string;
  /** The numbers tf.js reported for the epoch; null where one was not finite */
  readonly logs: Readonly<Record<string, number | null>>;
}

/** Computes the norms of class means, classifier rows and bias. */
export function normsOf(statistics: ClassSummary, geometry: Geometry, head: Head | null): Norms {
  return {
    classMeans: diagonal(geometry.gram).map(Math.sqrt),
    centeredClassMeans: geometry.centeredNorms,
    withinClassVariances: statistics.variances,
    ...(head && {
      kernel: head.kernel.norm(),
      kernelRows: columnNorms(head.kernel),
    }),
    ...(head?.bias && { bias: Math.hypot(...head.bias) }),
  };
}

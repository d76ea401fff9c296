import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { DataError, requireArgument, requireOptions } from './base/argumentError.js';
import type { ClassEncoding } from './encodings/classEncoding.js';
import { requireClasses } from './encodings/codeMatrix.js';
import { oneHotEncoding } from './encodings/encodingFromCodes.js';
import { toFloat32 } from './linalg/dense.js';
import { type MatrixInput, matrixOf, type VectorInput, vectorOf } from './linalg/numbersInput.js';
import { computeMetrics, type MetricInput, type MetricResult } from './metrics/computeMetrics.js';
import { type Head, type HeadNames, readHead } from './metrics/head.js';
import type { ClassSummary } from './statistics/classSummary.js';
import { agreement } from './statistics/nearestMeanAgreement.js';
import { type SummarizeInput, summarizeFeatures } from './statistics/summarizeFeatures.js';

const WHERE = 'measureFeatures';

const HEAD_NAMES: HeadNames = { where: WHERE, kernel: 'kernel', bias: 'bias' };

/** Options of {@link measureFeatures}; all may be left out. */
export interface MeasureFeaturesOptions
  extends Pick<MetricInput, 'encoding' | 'ids' | 'oodMean' | 'theory' | 'weighting'> {
  /** Wᵀ (d×c), as tf.js stores the kernel of a dense layer. Without it, metrics that need the head are absent. */
  readonly kernel?: MatrixInput;
  /** b (c). Default: a head without bias. */
  readonly bias?: VectorInput | null;
  /** K. Default: that of `encoding`, else the largest label plus one. */
  readonly classes?: number;
}

/** The metrics of features, and the class statistics that they were computed from. */
export interface FeatureMeasurement extends MetricResult {
  /** Counts, means and scatter of the classes, as `summarizeFeatures` gives them */
  readonly statistics: ClassSummary;
}

/**
 * Measures features with labels in one call: class statistics on the current backend, then the metrics. With a kernel,
 * the class that the head decides for gives `nc4.ncc` and `train.accuracy` too.
 *
 * @param features h_i as rows [N, d]: a float32 tensor or plain rows, finite
 * @param labels y_i [N], whole numbers in 0..K−1: an int32 tensor or a list; every class has a sample
 * @returns metrics by id and, for each that has no value, the reason in `absent`. Tensors that are given are not disposed.
 * @throws ArgumentError if shapes do not fit each other, or `kernel`, `bias` or `oodMean` is not finite
 * @throws DataError if a class has no sample, a label is outside 0..K−1, or a feature or an output W h + b is NaN or
 *   infinite in float32
 * @example
 * const features = [[1, 0.1], [1, -0.1], [-1, 0.1], [-1, -0.1]];
 * const { metrics, absent } = await measureFeatures(features, [0, 0, 1, 1]);
 * metrics['nc1.ratio']; // 0.01: tr Σ_W / tr Σ_B
 * absent['nc3.dual']; // why there is no number: no head is given
 */
export async function measureFeatures(
  features: Tensor2D | MatrixInput,
  labels: Tensor1D | VectorInput,
  options: MeasureFeaturesOptions = {},
): Promise<FeatureMeasurement> {
  requireOptions(WHERE, 'options', 'an object, or left out', options);
  const made: tf.Tensor[] = [];
  const own = <T extends tf.Tensor>(tensor: T): T => {
    made.push(tensor);
    return tensor;
  };
  try {
    const rows = features instanceof tf.Tensor ? (features as Tensor2D) : own(uploadedRows(features));
    const classOf = labels instanceof tf.Tensor ? (labels as Tensor1D) : own(uploadedLabels(labels));
    return await measured(rows, classOf, options, own);
  } finally {
    tf.dispose(made);
  }
}

async function measured(
  features: Tensor2D,
  labels: Tensor1D,
  { kernel, bias, classes: given, ...wanted }: MeasureFeaturesOptions,
  own: <T extends tf.Tensor>(tensor: T) => T,
): Promise<FeatureMeasurement> {
  if (wanted.encoding !== undefined) requireOptions(WHERE, 'encoding', 'an encoding', wanted.encoding);
  const classes = given ?? wanted.encoding?.classes ?? (await largestLabel(labels)) + 1;
  requireClasses(classes, WHERE);
  const encoding = wanted.encoding ?? oneHotEncoding(classes);
  const head = readOptionalHead(kernel, bias, features.shape[1] ?? 0, encoding.dim);
  const fits = features.shape.length === 2 && labels.shape.length === 1;
  const decided = head && fits ? decide(features, head, encoding, own) : undefined;
  // Before the outputs are: where features are not finite, it is they that the error has to name.
  const { statistics, accuracy } = await summaryWithAccuracy({
    features,
    labels,
    classes,
    ...(decided && { predictedLabels: decided.labels }),
  });
  if (decided) await requireFiniteOutputs(decided.finite, statistics.samples, OUTPUTS, WHERE);
  const result = computeMetrics({
    ...wanted,
    statistics,
    ...(head && { head }),
    ...(accuracy !== undefined && { network: { accuracy } }),
  });
  return { ...result, statistics };
}

const OUTPUTS = `${WHERE}: the outputs W h + b of kernel and bias`;

function readOptionalHead(
  kernel: MatrixInput | undefined,
  bias: VectorInput | null = null,
  featureDim: number,
  outputDim: number,
): Head | null {
  if (kernel !== undefined) return readHead({ kernel, bias }, featureDim, outputDim, HEAD_NAMES);
  requireArgument(bias === null, WHERE, 'bias', 'left out where no kernel is given', bias);
  return null;
}

/** The class that the head decides for, and how many samples have finite outputs. */
function decide(
  features: Tensor2D,
  head: Head,
  encoding: ClassEncoding,
  own: <T extends tf.Tensor>(tensor: T) => T,
): { labels: Tensor1D; finite: Scalar } {
  const outputs = outputsOf(features, head);
  try {
    return { labels: own(encoding.decode(outputs)), finite: own(finiteRows(outputs)) };
  } finally {
    outputs.dispose();
  }
}

/** Class statistics, and the share of samples whose predicted label is theirs; without predicted labels undefined. */
export async function summaryWithAccuracy(
  input: SummarizeInput,
): Promise<{ statistics: ClassSummary; accuracy: number | undefined }> {
  const { labels, predictedLabels } = input;
  const statistics = await summarizeFeatures(input);
  const accuracy = predictedLabels && (await agreement(predictedLabels, labels));
  return { statistics, accuracy };
}

/** Wh + b of features on the device, as rows [N, c]; the caller disposes it. */
export function outputsOf(features: Tensor2D, { kernel, bias }: Head): Tensor2D {
  return tf.tidy(() => {
    const w = tf.tensor2d(toFloat32(kernel), [kernel.rows, kernel.columns]);
    const products = tf.matMul<Tensor2D>(features, w);
    return bias === null ? products : tf.add<Tensor2D>(products, tf.tensor1d([...bias]));
  });
}

/** How many rows of outputs [N, c] are finite in every entry; the caller disposes it. */
export function finiteRows(outputs: Tensor2D): Scalar {
  return tf.tidy(() => tf.sum<Scalar>(tf.cast(tf.all(tf.isFinite(outputs), 1), 'int32')));
}

/**
 * Throws where outputs are NaN or infinite. The features alone would not tell: some backends' ReLU turns NaN into 0, so
 * that a diverged network shows perfectly collapsed zero features.
 *
 * @param finite of {@link finiteRows}
 * @param outputs what the message calls them, @param where the function that it names
 */
export async function requireFiniteOutputs(
  finite: Scalar,
  samples: number,
  outputs = "the network's outputs",
  where?: string,
): Promise<void> {
  const [fine] = await finite.data();
  if (fine === samples) return;
  throw new DataError(
    `${outputs} must be finite; ${samples - fine!} of ${samples} samples have NaN or infinite ones ` +
      '(has the training diverged?)',
    where,
  );
}

function uploadedRows(features: MatrixInput): Tensor2D {
  const requirement = 'a tensor of shape [N, d], or N rows of d numbers';
  const matrix = matrixOf(features, { where: WHERE, argument: 'features', requirement });
  return tf.tensor2d(toFloat32(matrix), [matrix.rows, matrix.columns]);
}

function uploadedLabels(labels: VectorInput): Tensor1D {
  const requirement = 'an int32 tensor of shape [N], or N whole numbers';
  const numbers = vectorOf(labels, { where: WHERE, argument: 'labels', requirement });
  const wrong = numbers.findIndex(y => !Number.isInteger(y));
  requireArgument(wrong < 0, WHERE, `labels[${wrong}]`, 'a whole number', numbers[wrong]);
  return tf.tensor1d(Int32Array.from(numbers), 'int32');
}

async function largestLabel(labels: Tensor1D): Promise<number> {
  const largest = tf.tidy(() => tf.max(labels));
  const [value] = await largest.data().finally(() => largest.dispose());
  return value!;
}

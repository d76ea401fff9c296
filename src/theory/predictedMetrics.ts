import { absent } from '../base/absent.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import { Matrix, symmetricEigen } from '../linalg/dense.js';
import { product } from '../linalg/product.js';
import { metricContext, metricsOf } from '../metrics/computeMetrics.js';
import type { Weighting } from '../metrics/geometry.js';
import type { NetworkResult, TheoryInput } from '../metrics/metric.js';
import { type MetricId, type MetricValues, metricIds } from '../metrics/registry.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { meanCoordinates } from '../statistics/meanSpan.js';
import { softmaxColumns } from './dataLoss.js';
import { lossOfTensorFlow } from './lossConvention.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmEncoding } from './ufmSetting.js';

/** The value of each metric for a network that is exactly what the theory predicts. */
export type PredictedMetrics = MetricValues;

/** Distances between network and theory, for which a prediction has no value. */
const NOT_PREDICTED: readonly MetricId[] = ['nc2.theory', 'bias.theory', 'logits.theory', 'loss.theory'];

const PREDICTED = metricIds.filter(id => !NOT_PREDICTED.includes(id));

/** Rounding of an exact zero, from float64 Gram matrices of norm 1. */
const ROUNDING = 1e-12;

/** Puts the predicted class means, kernel and bias through the same formulas as the measured ones. */
export function predictedMetrics(
  full: UfmPrediction,
  encoding: ClassEncoding,
  weighting: Weighting,
): PredictedMetrics {
  const prediction = inUsedDimensions(full);
  const collapsed = collapsedStatistics(prediction);
  if (!collapsed) return {};
  const network = predictedNetwork(prediction);
  // All features are at their class mean, so the network agrees with the nearest mean where its prediction is correct.
  const statistics = { ...collapsed, nearestMeanAgreement: network.accuracy ?? null };
  const { kernel, bias, setting } = prediction;
  const hasBias = setting.lambdaB !== Number.POSITIVE_INFINITY;
  const head =
    'absent' in kernel || !Array.isArray(bias) ? absent('no scale') : { kernel, bias: hasBias ? bias : null };
  const theory = theoryOfItself(prediction);
  const context = metricContext({ statistics, weighting, encoding, head, network, theory });
  const { metrics } = metricsOf(context, PREDICTED);
  return Object.fromEntries(
    Object.entries(metrics).map(([id, value]) => [id, Math.abs(value) < ROUNDING ? 0 : value]),
  );
}

/** At the optimum the head is the least-squares head of the collapsed features. */
function theoryOfItself(prediction: UfmPrediction): TheoryInput {
  const { kernel, bias, dataLoss, setting, balanceResidual } = prediction;
  const { loss, lambdaW, lambdaB, fixedHead } = setting;
  const given = { prediction, dataLoss, balanceResidual };
  if (fixedHead) return { ...given, centralPath: absent('the head is not trained') };
  if (loss !== 'mse' || 'absent' in kernel || typeof dataLoss !== 'number' || !Array.isArray(bias)) {
    return { ...given, centralPath: absent('the prediction has no scale, or another loss') };
  }
  const biasPenalty = lambdaB === Number.POSITIVE_INFINITY ? 0 : lambdaB * Math.hypot(...bias) ** 2;
  const centralPath = { nc1: (lambdaW / 2) * kernel.norm() ** 2, nc23: dataLoss + biasPenalty / 2, perp: 0 };
  return { ...given, centralPath };
}

/**
 * Accuracy and loss of the predicted network. All samples of a class have the same output, and are assigned to the class with
 * the nearest code. The loss is in the convention of tf.js. Both are missing if only the scale-free geometry is predicted.
 */
export function predictedNetwork({ logits, bias, dataLoss, setting }: UfmPrediction): NetworkResult {
  if ('absent' in logits || !Array.isArray(bias)) return { loss: absent('no scale') };
  const outputs = logits.clone().addColumnVector(bias);
  if (setting.loss === 'cross-entropy') softmaxColumns(outputs);
  const { classCounts: counts, encoding } = setting;
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const correct = nearestCodes(outputs, encoding).reduce((sum, k, j) => sum + (k === j ? counts[j]! : 0), 0);
  return {
    accuracy: correct / samples,
    loss: typeof dataLoss === 'number' ? lossOfTensorFlow(setting.loss, dataLoss, encoding.dim) : dataLoss,
  };
}

/** argmin_k ‖z_j − e_k‖ of every column z_j: argmax_k z_j·e_k − ‖e_k‖²/2. */
function nearestCodes(outputs: Matrix, { matrix }: UfmEncoding): number[] {
  const halves = Array.from({ length: matrix.columns }, (_, k) => columnEnergy(matrix, k) / 2);
  const scores = product(matrix.transpose(), outputs).subColumnVector(halves);
  return Array.from({ length: outputs.columns }, (_, j) => scores.maxColumnIndex(j)[0]!);
}

function columnEnergy(matrix: Matrix, k: number): number {
  return matrix.getColumn(k).reduce((sum, x) => sum + x * x, 0);
}

/**
 * The class statistics of a network that is exactly what the theory predicts: all features equal the predicted class means.
 * If only the scale-free geometry is predicted, the means have the predicted Gram and an arbitrary scale.
 *
 * @returns null if every class mean is zero
 */
export function collapsedStatistics({
  classMeans,
  normalizedMeanGram,
  setting,
}: UfmPrediction): ClassSummary | null {
  if ('absent' in normalizedMeanGram) return null;
  const means = 'absent' in classMeans ? shapeOf(normalizedMeanGram) : classMeans;
  const coordinates = meanCoordinates(means);
  const { classCounts } = setting;
  return {
    classes: means.rows,
    featureDim: means.columns,
    samples: classCounts.reduce((sum, n) => sum + n, 0),
    counts: classCounts,
    means,
    variances: classCounts.map(() => 0),
    scatterInSpan: Matrix.zeros(coordinates.columns, coordinates.columns),
    meansInSpan: coordinates,
    smallest: means.min(),
    nearestMeanAgreement: null,
  };
}

/** Rows with a given Gram matrix: V √Λ. */
function shapeOf(gram: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(gram);
  return vectors.clone().mulRowVector(values.map(value => Math.sqrt(Math.max(value, 0))));
}

/**
 * The prediction without the feature dimensions that neither class means nor kernel use. This changes no metric and saves
 * time: 10 classes use 10 of d = 512 dimensions.
 */
export function inUsedDimensions(prediction: UfmPrediction): UfmPrediction {
  const { classMeans, kernel } = prediction;
  if ('absent' in classMeans || 'absent' in kernel) return prediction;
  let used = classMeans.columns;
  while (used > 1 && isZero(classMeans.getColumn(used - 1)) && isZero(kernel.getRow(used - 1))) used--;
  const head = (matrix: Matrix, rows: number, columns: number) =>
    matrix.subMatrix(0, rows - 1, 0, columns - 1);
  return {
    ...prediction,
    classMeans: head(classMeans, classMeans.rows, used),
    kernel: head(kernel, used, kernel.columns),
  };
}

function isZero(values: readonly number[]): boolean {
  return values.every(x => x === 0);
}

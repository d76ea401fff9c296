import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { requireArgument, requireOptions } from '../base/argumentError.js';
import { requireClasses } from '../encodings/codeMatrix.js';
import { type Matrix, squaredDistances } from '../linalg/dense.js';
import { type CenteredFeatures, centerByClass } from './centerByClass.js';
import type { ClassSummary } from './classSummary.js';
import { SUMMARY_LIMITS, type SummaryLimits } from './classSummary.js';
import { countClasses } from './countClasses.js';
import { inUnit } from './featureScale.js';
import { type MeanGeometry, meanGeometry } from './meanGeometry.js';
import { nearestMeanAgreement } from './nearestMeanAgreement.js';
import { type PeakMemory, peakMemory } from './peakMemory.js';
import { requireFloat32, requireLabels } from './requireInput.js';
import { ScatterOfResiduals } from './withinScatter.js';

/** Input of {@link summarizeFeatures}. */
export interface SummarizeInput {
  /** h_i as rows [N, d], float32 */
  readonly features: Tensor2D;
  /** y_i [N], int32, 0..K−1 */
  readonly labels: Tensor1D;
  /** K */
  readonly classes: number;
  /** The class the network decides for [N], int32; without it nc4.ncc is not computed. */
  readonly predictedLabels?: Tensor1D;
  /** Up to where everything is exact, and how much memory a tile may take. */
  readonly limits?: Partial<SummaryLimits>;
}

/** What else watches the computation; {@link summarizeWatched} only. */
export interface Watchers {
  /** Told of the memory at the widest places; one of its own by default. */
  readonly peak?: PeakMemory;
  /** Called while the centered features exist, for what else is computed from them. It does not dispose them. */
  readonly inspect?: (centered: CenteredFeatures) => Promise<void>;
}

/**
 * Class statistics of features on the device. All N-sized work is a handful of kernels on the backend of the
 * features; K×d numbers are read back once, then r×r ones.
 *
 * Features are centered by their class mean *before* anything is squared, and the class means are themselves
 * corrected by the mean of the centered features: in the terminal phase the within-class spread is far below the
 * rounding error of a float32 sum, and Σhhᵀ − n m mᵀ would be wrong in every digit. Features whose squares would leave
 * the range of float32 are divided by a power of two before that.
 *
 * @returns counts (K), means (K×d), variances (K) and scatter in the span of the means, in float64. Tensors that are given
 *   are not disposed.
 * @throws ArgumentError if shapes or types of the tensors do not fit, or K < 2
 * @throws DataError if a class has no sample, a label is outside 0..K−1, or a feature is NaN or infinite
 * @example
 * const features = tf.tensor2d([[1, 0.1], [1, -0.1], [-1, 0.1], [-1, -0.1]]);
 * const labels = tf.tensor1d([0, 0, 1, 1], 'int32');
 * const statistics = await summarizeFeatures({ features, labels, classes: 2 });
 * statistics.means.to2DArray(); // [[1, 0], [-1, 0]]
 * computeMetrics({ statistics }).metrics['nc1.ratio']; // 0.01: tr Σ_W / tr Σ_B
 */
export async function summarizeFeatures(input: SummarizeInput): Promise<ClassSummary> {
  return await summarizeWatched(input);
}

/** {@link summarizeFeatures} for callers inside the library. */
export async function summarizeWatched(
  input: SummarizeInput,
  { peak = peakMemory(), inspect }: Watchers = {},
): Promise<ClassSummary> {
  requireOptions('summarizeFeatures', 'input', '{ features, labels, classes }', input);
  const { features, labels, classes, predictedLabels } = input;
  checkInput(input);
  requireFloat32('summarizeFeatures');
  const limits = { ...SUMMARY_LIMITS, ...input.limits };
  const counts = await countClasses(labels, classes, 'summarizeFeatures');
  const centered = await centerByClass(features, labels, counts, peak);
  const within = new ScatterOfResiduals(centered.residuals, limits.tileBytes);
  try {
    const { residuals, means, variances } = centered;
    peak.update();
    await inspect?.(centered);
    peak.update();
    const { centeredMeans, ...geometry } = await meanGeometry({
      means,
      counts,
      variances,
      within,
      limits,
      peak,
    });
    const agreement = predictedLabels
      ? await nearestMeanAgreement({
          ...nearestMeanProblem(residuals, within, centeredMeans, geometry),
          labels,
          predictedLabels,
          tileBytes: limits.tileBytes,
          peak,
        })
      : null;
    const summary = { ...assemble(counts, centered, geometry, agreement), peakDeviceBytes: peak.bytes };
    return inUnit(summary, centered.unit);
  } finally {
    within.dispose();
    centered.residuals.dispose();
  }
}

/** In the coordinates of the span, where features have been projected on it: r = min(K − 1, d) numbers each, not d. */
function nearestMeanProblem(
  residuals: Tensor2D,
  { projected }: ScatterOfResiduals,
  centeredMeans: Matrix,
  { meansInSpan, distances }: Omit<MeanGeometry, 'centeredMeans'>,
) {
  const [samples, means] = projected ? [projected, meansInSpan] : [residuals, centeredMeans];
  return {
    residuals: samples,
    centeredMeans: means,
    squaredDistances: distances ?? squaredDistances(means),
  };
}

function assemble(
  counts: number[],
  centered: CenteredFeatures,
  geometry: Omit<MeanGeometry, 'centeredMeans'>,
  agreement: number | null,
): ClassSummary {
  return {
    classes: centered.means.rows,
    featureDim: centered.means.columns,
    samples: counts.reduce((sum, n) => sum + n, 0),
    counts,
    means: centered.means,
    variances: centered.variances,
    ...geometry,
    smallest: centered.smallest,
    nearestMeanAgreement: agreement,
  };
}

function checkInput({ features, labels, classes, predictedLabels }: SummarizeInput): void {
  const where = 'summarizeFeatures';
  requireArgument(features?.shape?.length === 2, where, 'features', 'a tensor of shape [N, d]', features);
  const [n] = features.shape;
  requireArgument(n > 0, where, 'features', 'a tensor with at least one row', features);
  requireLabels(where, 'labels', labels, n);
  if (predictedLabels) requireLabels(where, 'predictedLabels', predictedLabels, n);
  requireClasses(classes, where);
}

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { requireArgument } from '../argumentError.js';
import { type Matrix, squaredDistances } from '../linalg/dense.js';
import { type CentredFeatures, centreByClass } from './centreByClass.js';
import { countClasses } from './countClasses.js';
import { meanSpan } from './meanSpan.js';
import { nearestMeanAgreement } from './nearestMeanAgreement.js';
import { projectedScatter } from './projectedScatter.js';

/** What the metrics need to know about N features of K classes. Everything here is K×K, K×d or smaller. */
export interface ClassStatistics {
  /** K */
  readonly classes: number;
  /** d */
  readonly featureDim: number;
  /** N = Σ n_k */
  readonly samples: number;
  /** n_k, all positive */
  readonly counts: readonly number[];
  /** Row k is m_k (K×d, float64). */
  readonly means: Matrix;
  /** v_k = (1/n_k) Σ_{i in k} ‖h_i − m_k‖² */
  readonly variances: readonly number[];
  /**
   * Uᵀ Σ_W U (r×r): the within-class covariance on the span of the centred class means, the only part of the d×d
   * matrix that any metric needs.
   */
  readonly scatterInSpan: Matrix;
  /** Row k is Uᵀ(m_k − m̄) (K×r): the centred class means in the coordinates of that span. */
  readonly meansInSpan: Matrix;
  /** Share of the samples whose nearest class mean is the class that the network decides for; null if not asked. */
  readonly nearestMeanAgreement: number | null;
}

/** Input of {@link classStatistics}. */
export interface ClassStatisticsInput {
  /** h_i as rows [N, d], float32 */
  readonly features: Tensor2D;
  /** y_i [N], int32, 0..K−1 */
  readonly labels: Tensor1D;
  /** K */
  readonly classes: number;
  /** The class the network decides for [N], int32; without it nc4.ncc is not computed. */
  readonly decisions?: Tensor1D;
}

/**
 * Class statistics of features on the device. All N-sized work is a handful of kernels on the backend of the
 * features; K×d numbers are read back once, then r×r ones.
 *
 * Features are centred by their class mean *before* anything is squared, and the class means are themselves
 * corrected by the mean of the centred features: in the terminal phase the within-class spread is far below the
 * rounding error of a float32 sum, and Σhhᵀ − n m mᵀ would be wrong in every digit.
 *
 * @throws if a class has no sample, a label is outside 0..K−1, or a feature is NaN or infinite.
 */
export async function classStatistics(input: ClassStatisticsInput): Promise<ClassStatistics> {
  const { features, labels, classes, decisions } = input;
  checkInput(input);
  const counts = await countClasses(labels, classes, 'classStatistics');
  const centred = await centreByClass(features, labels, counts);
  try {
    const span = meanSpan(centred.means);
    const projection = await projectedScatter(centred.residuals, span.basis);
    const agreement = decisions
      ? await nearestMeanAgreement({
          residuals: centred.residuals,
          labels,
          decisions,
          centredMeans: span.centredMeans,
          squaredDistances: squaredDistances(span.centredMeans),
        })
      : null;
    return assemble(counts, centred, span.coordinates, projection, agreement);
  } finally {
    centred.residuals.dispose();
  }
}

function assemble(
  counts: number[],
  centred: CentredFeatures,
  meansInSpan: Matrix,
  scatterInSpan: Matrix,
  agreement: number | null,
): ClassStatistics {
  return {
    classes: centred.means.rows,
    featureDim: centred.means.columns,
    samples: counts.reduce((sum, n) => sum + n, 0),
    counts,
    means: centred.means,
    variances: centred.variances,
    scatterInSpan,
    meansInSpan,
    nearestMeanAgreement: agreement,
  };
}

function checkInput({ features, labels, classes, decisions }: ClassStatisticsInput): void {
  const where = 'classStatistics';
  requireArgument(features.shape.length === 2, where, 'features', 'a tensor of shape [N, d]', features);
  const [n] = features.shape;
  requireArgument(n > 0, where, 'features', 'a tensor with at least one row', features);
  const isVector = (t: Tensor1D) => t.shape.length === 1 && t.shape[0] === n && t.dtype === 'int32';
  requireArgument(isVector(labels), where, 'labels', `an int32 tensor of shape [${n}]`, labels);
  if (decisions) {
    requireArgument(isVector(decisions), where, 'decisions', `an int32 tensor of shape [${n}]`, decisions);
  }
  const valid = Number.isInteger(classes) && classes >= 2;
  requireArgument(valid, where, 'classes', 'an integer of at least 2', classes);
}

import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import { Matrix, matrixFrom, toFloat32 } from '../../src/linalg/dense.js';
import { solveRidge } from '../../src/linalg/ridgeSystem.js';
import type { Head } from '../../src/metrics/head.js';
import type { CentralPath } from '../../src/metrics/metric.js';
import { centeredRows, weightedMean } from '../../src/statistics/centeredMeans.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { bestBias, type LeastSquaresHead, leastSquaresHead } from '../../src/theory/leastSquaresHead.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';

/** What the split of the squared loss is computed from. */
export interface CentralPathInput {
  /** Σ_W (d×d), on the device */
  readonly within: Tensor2D;
  readonly statistics: ClassSummary;
  readonly head: Head;
  readonly setting: Pick<UfmSetting, 'loss' | 'encoding' | 'lambdaW' | 'lambdaB'>;
}

/** Beyond this the linear system was not solved, and neither is the loss of its solution known. */
const LARGEST_RESIDUAL = 1e-3;

/**
 * Splits the squared loss into its optimum over all heads for the features as they are, and the rest. The d×d system is
 * solved on the device; K×d numbers leave it.
 */
export async function measureCentralPath(measurement: CentralPathInput): Promise<CentralPath | Absent> {
  const { setting, statistics, within } = measurement;
  const { loss, encoding, lambdaW, lambdaB } = setting;
  if (loss !== 'mse') return absent('only the squared loss has a least-squares head');
  if (!(lambdaW > 0)) return absent('without l2 on the kernel the least-squares head is not unique');
  const proportions = statistics.counts.map(n => n / statistics.samples);
  // A mean far from zero is a column of its own, or its rounding would cover the centered ones.
  const means = withCenter(statistics.means, proportions);
  const { inverse, residual } = await ridgeInverse(within, lambdaW, means);
  if (!(residual < LARGEST_RESIDUAL)) {
    return absent(
      `Σ_W + λ_W I is too ill-conditioned for float32 (relative residual ${residual.toPrecision(2)})`,
    );
  }
  const best = leastSquaresHead({
    codes: encoding.matrix,
    proportions,
    inverseGram: joined(joined(means.mmul(inverse.transpose())).transpose()),
    lambdaB,
  });
  if (best === null) return absent('the least-squares head is not unique');
  const perp = await excess(measurement, best, joined(inverse).transpose(), proportions);
  return { nc1: best.nc1, nc23: best.nc23, perp };
}

/** Rows m_k − m_G, and m_G below (K+1 rows). */
function withCenter(means: Matrix, proportions: readonly number[]): Matrix {
  const center = weightedMean(means, proportions);
  return new Matrix([...centeredRows(means, proportions).to2DArray(), center]);
}

/** Rows for m_k from rows for m_k − m_G and m_G. */
function joined(rows: Matrix): Matrix {
  const classes = rows.rows - 1;
  return rows.subMatrix(0, classes - 1, 0, rows.columns - 1).addRowVector(rows.getRow(classes));
}

/** Row k is (Σ_W + λ I)⁻¹ of row k. */
async function ridgeInverse(
  within: Tensor2D,
  ridge: number,
  rows: Matrix,
): Promise<{ inverse: Matrix; residual: number }> {
  const columns = rows.transpose();
  const rightHandSides = tf.tensor2d(toFloat32(columns), [columns.rows, columns.columns]);
  try {
    const { solution, residual } = await solveRidge({ matrix: within, ridge, rightHandSides });
    const inverse = await readColumns(solution).finally(() => solution.dispose());
    return { inverse: inverse.transpose(), residual };
  } finally {
    rightHandSides.dispose();
  }
}

/** Reads the last column, that of the center, apart: no read is larger than K×d numbers. */
async function readColumns(solution: Tensor2D): Promise<Matrix> {
  const [rows, columns] = solution.shape;
  const parts = tf.split(solution, [columns - 1, 1], 1);
  try {
    const [own, center] = await Promise.all(parts.map(part => part.data()));
    return matrixFrom(own!, rows, columns - 1).addColumn(Array.from(center!));
  } finally {
    tf.dispose(parts);
  }
}

/**
 * L − L_LS as the quadratic form it is: with D = W − W_LS, ½ tr D (Σ_W + λ_W I + M P Mᵀ) Dᵀ and the bias's own part.
 *
 * @param inverse A⁻¹ M (d×K)
 */
async function excess(
  { within, statistics, head, setting }: CentralPathInput,
  { coefficients }: LeastSquaresHead,
  inverse: Matrix,
  proportions: readonly number[],
): Promise<number> {
  const { encoding, lambdaW, lambdaB } = setting;
  const difference = Matrix.sub(head.kernel, inverse.mmul(coefficients.transpose()));
  const spread = await quadraticForm(within, difference);
  // (DM) P (DM)ᵀ = Σ_k π_k ‖D m_k‖² − ‖Σ_k π_k D m_k‖²/(1 + λ_b), as a sum of squares around the mean.
  const logits = statistics.means.mmul(difference);
  const mean = weightedMean(logits, proportions);
  const around = centeredRows(logits, proportions);
  const between = Matrix.mul(around, around)
    .mulColumnVector([...proportions])
    .sum();
  const common = squaredNorm(mean) * (lambdaB === Infinity ? 1 : lambdaB / (1 + lambdaB));
  const weights = spread + lambdaW * difference.norm() ** 2 + between + common;
  if (head.bias === null || lambdaB === Infinity) return weights / 2;
  const wanted = bestBias(
    encoding.matrix,
    statistics.means.mmul(head.kernel).transpose(),
    proportions,
    lambdaB,
  );
  return (weights + (1 + lambdaB) * squaredNorm(head.bias.map((b, j) => b - wanted[j]!))) / 2;
}

/** tr DᵀAD for columns D (d×c). */
async function quadraticForm(matrix: Tensor2D, columns: Matrix): Promise<number> {
  const form = tf.tidy(() => {
    const d = tf.tensor2d(toFloat32(columns), [columns.rows, columns.columns]);
    return tf.sum(tf.mul(d, tf.matMul(matrix, d)));
  });
  return (await form.data().finally(() => form.dispose()))[0]!;
}

const squaredNorm = (x: readonly number[]): number => x.reduce((sum, xi) => sum + xi * xi, 0);

/**
 * ‖λ_W WᵀW − λ_H HHᵀ‖_F / ‖λ_W WᵀW‖_F with HHᵀ = N Σ_W + Σ_k n_k m_k m_kᵀ, on the device; the two d×d matrices never
 * leave it.
 *
 * @param within Σ_W (d×d)
 * @param kernel Wᵀ (d×c)
 * @param ratio λ_H/λ_W
 */
export async function balanceResidual(
  within: Tensor2D,
  { means, counts, samples }: ClassSummary,
  kernel: Matrix,
  ratio: number,
): Promise<number | Absent> {
  if (!(kernel.norm() > 0)) return absent('the kernel of the head is zero');
  if (!Number.isFinite(ratio)) return absent('λ_H/λ_W is not finite');
  const scaledMeans = means.clone().mulColumnVector(counts.map(n => Math.sqrt(n * ratio)));
  const squares = tf.tidy(() => {
    const upload = (matrix: Matrix) => tf.tensor2d(toFloat32(matrix), [matrix.rows, matrix.columns]);
    const [w, m] = [upload(kernel), upload(scaledMeans)];
    const ofWeights: Tensor2D = tf.matMul(w, w, false, true);
    const ofFeatures = tf.add(tf.mul(within, samples * ratio), tf.matMul(m, m, true, false));
    return tf.stack([tf.sum(tf.square(tf.sub(ofWeights, ofFeatures))), tf.sum(tf.square(ofWeights))]);
  });
  try {
    const [difference, size] = await squares.data();
    return Math.sqrt(difference! / size!);
  } finally {
    squares.dispose();
  }
}

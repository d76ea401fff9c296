import type { ClassEncoding } from '../encodings/classEncoding.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { type Matrix, rowsOf, transposeOf } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import { columnDots, product, productTransposed } from '../linalg/product.js';
import type { MetricContext } from './metric.js';

/** How well a kernel goes with the class means: both are what training aims at, and chance gives 1/K and about 0. */
interface Fit {
  /** Class means m_k for which W m_k + b is nearest to their own code */
  readonly decided: number;
  /** Cosine between W (c×d) and E_c M_cᵀ, the direction of the least-squares head */
  readonly cosine: number;
}

/** From so many classes on, and with so much more of them decided rightly, it is no chance. */
const FEWEST_CLASSES = 3;
const CLEAR_COSINE = 0.5;

/**
 * Says that a square kernel goes with the class means much better when it is transposed, or undefined where it does not:
 * its shape cannot tell d×c from c×d, and every metric of the head would be of another network. It decides nothing: the
 * metrics are those of the kernel as it is given.
 */
export function transposedKernelNote(context: MetricContext): string | undefined {
  const { head, statistics } = context;
  if ('absent' in head || head.kernel.rows !== head.kernel.columns) return undefined;
  const { classes } = statistics;
  if (classes < FEWEST_CLASSES) return undefined;
  const given = fitOf(transposeOf(head.kernel), context);
  const turned = fitOf(head.kernel, context);
  const clear = turned.cosine >= CLEAR_COSINE && given.cosine <= turned.cosine / 2;
  if (!clear || turned.decided - given.decided < classes / 2) return undefined;
  const size = `${head.kernel.rows}×${head.kernel.columns}`;
  return (
    `the kernel (${size}) looks transposed: as given it decides ${given.decided} of ${classes} class means rightly, ` +
    `transposed ${turned.decided}; its cosine with the centered class means is ${given.cosine.toFixed(2)}, transposed ` +
    `${turned.cosine.toFixed(2)}. A kernel is d×c, as tf.js stores it; PyTorch stores c×d (give weight.T)`
  );
}

/** @param weights W (c×d), rows are the weights of the outputs */
function fitOf(weights: Matrix, { head, statistics, geometry, encoding }: MetricContext): Fit {
  const bias = 'absent' in head ? null : head.bias;
  const outputs = productTransposed(statistics.means, weights);
  if (bias !== null) outputs.addRowVector([...bias]);
  const target = isOneHot(encoding)
    ? geometry.centeredMeans
    : product(encoding.matrix, geometry.centeredMeans);
  const size = weights.norm() * target.norm();
  const targets = rowsOf(target);
  const inner = rowsOf(weights).reduce((sum, row, j) => sum + flatDot(row, targets[j]!), 0);
  return { decided: countDecided(outputs, encoding), cosine: size > 0 ? inner / size : 0 };
}

/** How many rows z_k are nearest to code k: the largest of z_kᵀe_j − ‖e_j‖²/2 is that of j = k. */
function countDecided(outputs: Matrix, encoding: ClassEncoding): number {
  if (isOneHot(encoding)) return rowsOf(outputs).filter((z, k) => indexOfLargest(z) === k).length;
  const halves = columnDots(encoding.matrix, encoding.matrix).map(square => square / 2);
  const scores = product(outputs, encoding.matrix).subRowVector([...halves]);
  return rowsOf(scores).filter((row, k) => indexOfLargest(row) === k).length;
}

function indexOfLargest(row: Float64Array): number {
  return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
}

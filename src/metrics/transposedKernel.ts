import type { ClassEncoding } from '../encodings/classEncoding.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { type Matrix, rowsOf, transposeOf } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import { columnDots, product, productTransposed } from '../linalg/product.js';
import type { MetricContext } from './metric.js';

/** How well a kernel fits the class means. Training raises both numbers; by chance they are about 1 and 0. */
interface Fit {
  /** Class means m_k for which W m_k + b is nearest to their own code */
  readonly decided: number;
  /** Cosine between W (c×d) and E_c M_cᵀ, the direction of the least-squares head */
  readonly cosine: number;
}

/** With fewer classes or a smaller cosine a better fit may be chance. */
const FEWEST_CLASSES = 3;
const CLEAR_COSINE = 0.5;

/**
 * Warns that a square kernel fits the class means much better when it is transposed; undefined where it does not. The
 * shape of a square kernel cannot tell d×c from c×d, and every metric of the head would be that of another network. This
 * is a warning only: the metrics are those of the kernel as it is given.
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

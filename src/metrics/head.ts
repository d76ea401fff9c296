import { requireArgument } from '../argumentError.js';
import { type Matrix, rowsOf } from '../linalg/dense.js';

/** Weights of the classification head: logits z = Wh + b. */
export interface Head {
  /** Wᵀ (d×c), as tf.js stores the kernel of a dense layer */
  readonly kernel: Matrix;
  /** b (c), null for a head without bias */
  readonly bias: readonly number[] | null;
}

/** Throws unless the head is finite and maps features of width d to outputs of width c. */
export function checkHead(head: Head, featureDim: number, outputDim: number): void {
  const { kernel, bias } = head;
  const fits = kernel.rows === featureDim && kernel.columns === outputDim;
  const received = `${kernel.rows}×${kernel.columns}`;
  requireArgument(fits, 'computeMetrics', 'head.kernel', `${featureDim}×${outputDim} (d×c)`, received);
  const biasFits = bias === null || bias.length === outputDim;
  requireArgument(biasFits, 'computeMetrics', 'head.bias', `null or ${outputDim} numbers`, bias);
  const wrong = firstNotFinite(kernel) ?? bias?.find(weight => !Number.isFinite(weight));
  requireArgument(wrong === undefined, 'computeMetrics', 'head', 'finite', wrong);
}

function firstNotFinite(kernel: Matrix): number | undefined {
  for (const row of rowsOf(kernel)) {
    for (let j = 0; j < row.length; j++) if (!Number.isFinite(row[j])) return row[j];
  }
  return undefined;
}

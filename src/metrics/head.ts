import { requireArgument } from '../base/argumentError.js';
import { type Matrix, rowsOf } from '../linalg/dense.js';
import { type MatrixInput, matrixOf, type VectorInput, vectorOf } from '../linalg/numbersInput.js';

/** Weights of the classification head: logits z = Wh + b. */
export interface Head {
  /** Wᵀ (d×c), as tf.js stores the kernel of a dense layer */
  readonly kernel: Matrix;
  /** b (c), null for a head without bias */
  readonly bias: readonly number[] | null;
}

/** A head as a caller gives it. Tensors are read at once (`dataSync`) and stay the caller's. */
export interface HeadInput {
  /** Wᵀ (d×c), as tf.js stores the kernel of a dense layer: a `Matrix`, a tensor, or d rows of c numbers */
  readonly kernel: MatrixInput;
  /** b (c): numbers or a tensor; null, the default, for a head without bias */
  readonly bias?: VectorInput | null;
}

/** What errors call a head and its parts. */
export interface HeadNames {
  readonly where: string;
  readonly kernel: string;
  readonly bias: string;
}

const NAMES: HeadNames = { where: 'computeMetrics', kernel: 'head.kernel', bias: 'head.bias' };

/**
 * Reads and checks the head that a caller gives.
 *
 * @throws ArgumentError unless it is finite and maps features of width d to outputs of width c
 */
export function readHead(input: HeadInput, featureDim: number, outputDim: number, names = NAMES): Head {
  const { where } = names;
  const isHead = typeof input === 'object' && input !== null;
  requireArgument(isHead, where, 'head', '{ kernel, bias }', input);
  const shape = `${featureDim}×${outputDim} (d×c)`;
  const requirement = `a Matrix, a tensor or a list of rows, ${shape}`;
  const kernel = matrixOf(input.kernel, { where, argument: names.kernel, requirement });
  const biasName = { where, argument: names.bias, requirement: `null or ${outputDim} numbers` };
  const bias = input.bias === undefined || input.bias === null ? null : vectorOf(input.bias, biasName);
  const head = { kernel, bias };
  checkHead(head, featureDim, outputDim, names);
  return head;
}

/** Throws unless the head is finite and maps features of width d to outputs of width c. */
export function checkHead(head: Head, featureDim: number, outputDim: number, names = NAMES): void {
  const { where } = names;
  const { kernel, bias } = head;
  const fits = kernel.rows === featureDim && kernel.columns === outputDim;
  const isTurned = kernel.rows === outputDim && kernel.columns === featureDim;
  const hint = isTurned ? ' as tf.js stores it; PyTorch stores c×d: transpose it' : '';
  const received = `${kernel.rows}×${kernel.columns}`;
  requireArgument(fits, where, names.kernel, `${featureDim}×${outputDim} (d×c)${hint}`, received);
  const biasFits = bias === null || bias.length === outputDim;
  requireArgument(biasFits, where, names.bias, `null or ${outputDim} numbers`, bias);
  const wrong = firstNotFinite(kernel);
  requireArgument(wrong === undefined, where, names.kernel, 'finite', wrong);
  const wrongBias = bias?.find(weight => !Number.isFinite(weight));
  requireArgument(wrongBias === undefined, where, names.bias, 'finite', wrongBias);
}

function firstNotFinite(kernel: Matrix): number | undefined {
  for (const row of rowsOf(kernel)) {
    for (let j = 0; j < row.length; j++) if (!Number.isFinite(row[j])) return row[j];
  }
  return undefined;
}

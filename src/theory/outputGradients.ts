import type { Matrix } from '../linalg/dense.js';
import type { UfmProblem } from './ufmSetting.js';

/** Gradient of ℓ(z_k + b, e_k) in the outputs, column k for class k (c×K): z + b − e, or softmax(z + b) − e. */
export function outputGradients(problem: UfmProblem, logits: Matrix, bias: readonly number[]): Matrix {
  const outputs = logits.clone().addColumnVector([...bias]);
  if (problem.loss === 'cross-entropy') {
    for (let k = 0; k < outputs.columns; k++) outputs.setColumn(k, softmax(outputs.getColumn(k)));
  }
  return outputs.sub(problem.encoding.matrix);
}

/** e^{z_j}/Σ_i e^{z_i} */
export function softmax(outputs: readonly number[]): number[] {
  const top = Math.max(...outputs);
  const exponentials = outputs.map(z => Math.exp(z - top));
  const sum = exponentials.reduce((total, x) => total + x, 0);
  return exponentials.map(x => x / sum);
}

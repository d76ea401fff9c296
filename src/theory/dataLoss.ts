import type { Matrix } from '../linalg/dense.js';
import type { UfmProblem } from './ufmSetting.js';

/** Σ_k π_k ℓ(z_k + b, e_k) for logits z_k without bias (columns of a c×K matrix). */
export function dataLoss(problem: UfmProblem, logits: Matrix, bias: readonly number[]): number {
  const { encoding, shares, loss } = problem;
  let total = 0;
  shares.forEach((share, k) => {
    const code = encoding.matrix.getColumn(k);
    const outputs = logits.getColumn(k).map((z, j) => z + bias[j]!);
    total += share * (loss === 'mse' ? halfSquaredDistance(outputs, code) : crossEntropy(outputs, code));
  });
  return total;
}

function halfSquaredDistance(outputs: readonly number[], code: readonly number[]): number {
  return outputs.reduce((sum, z, j) => sum + (z - code[j]!) ** 2, 0) / 2;
}

/**
 * −Σ_j e_j log softmax(z)_j = ln(1 + Σ_{j≠t} e^{z_j − z_t}) − Σ_j e_j (z_j − z_t) with t the largest output: no
 * cancellation however small the loss.
 */
export function crossEntropy(outputs: readonly number[], code: readonly number[]): number {
  const top = outputs.reduce((best, z, j) => (z > outputs[best]! ? j : best), 0);
  let others = 0;
  let linear = 0;
  outputs.forEach((z, j) => {
    const below = z - outputs[top]!;
    if (j !== top) others += Math.exp(below);
    linear += code[j]! * below;
  });
  return Math.log1p(others) - linear;
}

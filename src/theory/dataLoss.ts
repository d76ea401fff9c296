import type { Matrix } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import type { UfmProblem } from './ufmSetting.js';

/** Σ_k π_k ℓ(z_k + b, e_k) for logits z_k without bias (columns of a c×K matrix). */
export function dataLoss(problem: UfmProblem, logits: Matrix, bias: readonly number[]): number {
  const { encoding, proportions, loss } = problem;
  let total = 0;
  proportions.forEach((proportion, k) => {
    const code = encoding.matrix.getColumn(k);
    const outputs = logits.getColumn(k).map((z, j) => z + bias[j]!);
    total += proportion * (loss === 'mse' ? halfSquaredDistance(outputs, code) : crossEntropy(outputs, code));
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

/** Gradient of ℓ(z_k + b, e_k) in the outputs, column k for class k (c×K): z + b − e, or softmax(z + b) − e. */
export function outputGradients(problem: UfmProblem, logits: Matrix, bias: readonly number[]): Matrix {
  const outputs = logits.clone().addColumnVector([...bias]);
  if (problem.loss === 'cross-entropy') softmaxColumns(outputs);
  return outputs.sub(problem.encoding.matrix);
}

/** The softmax of every column, in place. */
export function softmaxColumns(outputs: Matrix): void {
  for (let k = 0; k < outputs.columns; k++) outputs.setColumn(k, softmax(outputs.getColumn(k)));
}

/** e^{z_j}/Σ_i e^{z_i} */
export function softmax(outputs: readonly number[]): number[] {
  const top = outputs.reduce((most, z) => Math.max(most, z), Number.NEGATIVE_INFINITY);
  const exponentials = outputs.map(z => Math.exp(z - top));
  const sum = exponentials.reduce((total, x) => total + x, 0);
  return exponentials.map(x => x / sum);
}

/**
 * Turns outputs (K×c, one row per class) into √π_k ∇ℓ_k in place and returns Σ_k π_k ℓ_k.
 */
export type LossInPlace = (outputs: Float64Array) => number;

/** What the data loss of a problem depends on. */
export interface LossProblem
  extends Pick<UfmProblem, 'loss' | 'proportions' | 'rootProportions' | 'outputs'> {
  readonly encoding: Pick<UfmProblem['encoding'], 'matrix'>;
}

/** The data loss of a problem over a flat array of outputs. */
export function lossInPlace(problem: LossProblem): LossInPlace {
  return problem.loss === 'mse' ? squaredLoss(problem) : crossEntropyLoss(problem);
}

function squaredLoss({ encoding, proportions, rootProportions, outputs: c }: LossProblem): LossInPlace {
  const codes = Float64Array.from(encoding.matrix.transpose().to1DArray());
  return outputs => {
    let value = 0;
    proportions.forEach((proportion, k) => {
      const root = rootProportions[k]!;
      let sum = 0;
      for (let i = k * c; i < (k + 1) * c; i++) {
        const difference = outputs[i]! - codes[i]!;
        sum += difference * difference;
        outputs[i] = root * difference;
      }
      value += (proportion / 2) * sum;
    });
    return value;
  };
}

function crossEntropyLoss({ encoding, proportions, rootProportions, outputs: c }: LossProblem): LossInPlace {
  const codes = Float64Array.from(encoding.matrix.transpose().to1DArray());
  return outputs => {
    let value = 0;
    proportions.forEach((proportion, k) => {
      const row = outputs.subarray(k * c, (k + 1) * c);
      const code = codes.subarray(k * c, (k + 1) * c);
      value += proportion * softmaxGradient(row, code, rootProportions[k]!);
    });
    return value;
  };
}

/** −Σ_j e_j log softmax(z)_j; z becomes root·(softmax(z) − e). */
function softmaxGradient(z: Float64Array, code: Float64Array, root: number): number {
  let top = 0;
  for (let j = 1; j < z.length; j++) if (z[j]! > z[top]!) top = j;
  const highest = z[top]!;
  for (let j = 0; j < z.length; j++) z[j]! -= highest;
  const linear = flatDot(z, code);
  let others = 0;
  for (let j = 0; j < z.length; j++) {
    z[j] = Math.exp(z[j]!);
    if (j !== top) others += z[j]!;
  }
  const scale = 1 / (1 + others);
  for (let j = 0; j < z.length; j++) z[j] = root * (z[j]! * scale - code[j]!);
  // p_top − e_top = (1 − e_top) − others/(1 + others): no cancellation where the loss is tiny.
  z[top] = root * (1 - code[top]! - others * scale);
  return Math.log1p(others) - linear;
}

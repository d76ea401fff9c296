import { flatDot } from '../linalg/flatKernels.js';
import type { UfmProblem } from './ufmSetting.js';

/**
 * Turns outputs (K×c, one row per class) into √π_k ∇ℓ_k in place and returns Σ_k π_k ℓ_k.
 */
export type LossInPlace = (outputs: Float64Array) => number;

/** What the data loss of a problem depends on. */
export interface LossProblem extends Pick<UfmProblem, 'loss' | 'shares' | 'rootShares' | 'outputs'> {
  readonly encoding: Pick<UfmProblem['encoding'], 'matrix'>;
}

/** The data loss of a problem over a flat array of outputs. */
export function lossInPlace(problem: LossProblem): LossInPlace {
  return problem.loss === 'mse' ? squaredLoss(problem) : crossEntropyLoss(problem);
}

function squaredLoss({ encoding, shares, rootShares, outputs: c }: LossProblem): LossInPlace {
  const codes = Float64Array.from(encoding.matrix.transpose().to1DArray());
  return outputs => {
    let value = 0;
    shares.forEach((share, k) => {
      const root = rootShares[k]!;
      let sum = 0;
      for (let i = k * c; i < (k + 1) * c; i++) {
        const difference = outputs[i]! - codes[i]!;
        sum += difference * difference;
        outputs[i] = root * difference;
      }
      value += (share / 2) * sum;
    });
    return value;
  };
}

function crossEntropyLoss({ encoding, shares, rootShares, outputs: c }: LossProblem): LossInPlace {
  const codes = Float64Array.from(encoding.matrix.transpose().to1DArray());
  return outputs => {
    let value = 0;
    shares.forEach((share, k) => {
      const row = outputs.subarray(k * c, (k + 1) * c);
      const code = codes.subarray(k * c, (k + 1) * c);
      value += share * softmaxGradient(row, code, rootShares[k]!);
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

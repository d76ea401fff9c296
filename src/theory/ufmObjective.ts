import { Matrix } from '../linalg/dense.js';
import type { UfmProblem } from './ufmSetting.js';

/** A point in canonical coordinates. */
export interface CanonicalPoint {
  /** A (c×r) */
  readonly left: Matrix;
  /** B (r×K) */
  readonly right: Matrix;
  /** b (c) */
  readonly bias: number[];
}

/** The canonical loss as a function of one flat vector: A by rows, B by rows, √(1+λ_b)·b (left out without bias). */
export interface UfmObjective {
  readonly size: number;
  /** The variables lower…upper−1 are bounded below by 0: B with nonnegative features. */
  readonly bounded: readonly [number, number];
  /** Value at x; the gradient is written to `gradient`. */
  evaluate(x: Float64Array, gradient: Float64Array): number;
  pack(point: CanonicalPoint): Float64Array;
  unpack(x: Float64Array): CanonicalPoint;
}

/** Σ_k π_k ℓ(A B_k/√π_k + b, e_k) + τ/2 (‖A‖_F² + ‖B‖_F²) + λ_b/2 ‖b‖² with factors of width r. */
export function ufmObjective(problem: UfmProblem, width: number): UfmObjective {
  const { outputs: c, classes, tau, lambdaB, featureActivation, rootShares } = problem;
  const endLeft = c * width;
  const endRight = endLeft + width * classes;
  const hasBias = lambdaB !== Infinity;
  // The curvature in b is between λ_b and 1 + λ_b: scaled, it is like that of the other variables.
  const biasScale = hasBias ? 1 / Math.sqrt(1 + lambdaB) : 0;
  const roots = Float64Array.from(rootShares);
  const outputsOf = new Float64Array(c * classes);
  const lossOf = problem.loss === 'mse' ? squaredLoss(problem) : crossEntropyLoss(problem);

  function evaluate(x: Float64Array, gradient: Float64Array): number {
    computeOutputs(x);
    let value = lossOf(outputsOf);
    for (let i = 0; i < endRight; i++) {
      value += (tau / 2) * x[i]! * x[i]!;
      gradient[i] = tau * x[i]!;
    }
    for (let j = 0; j < c && hasBias; j++) value += biasTerm(x, gradient, j);
    addFactorGradients(x, gradient);
    return value;
  }

  /** outputsOf = A B Π^{-1/2} + b1ᵀ */
  function computeOutputs(x: Float64Array): void {
    for (let j = 0; j < c; j++) {
      const row = outputsOf.subarray(j * classes, (j + 1) * classes).fill(0);
      for (let p = 0; p < width; p++) {
        const a = x[j * width + p]!;
        const at = endLeft + p * classes;
        for (let k = 0; k < classes; k++) row[k]! += a * x[at + k]!;
      }
      const b = hasBias ? x[endRight + j]! * biasScale : 0;
      for (let k = 0; k < classes; k++) row[k] = row[k]! / roots[k]! + b;
    }
  }

  /** After lossOf, outputsOf holds √π_k ∇ℓ_k: the gradient in Z = AB. */
  function biasTerm(x: Float64Array, gradient: Float64Array, j: number): number {
    const b = x[endRight + j]! * biasScale;
    let sum = lambdaB * b;
    for (let k = 0; k < classes; k++) sum += roots[k]! * outputsOf[j * classes + k]!;
    gradient[endRight + j] = sum * biasScale;
    return (lambdaB / 2) * b * b;
  }

  function addFactorGradients(x: Float64Array, gradient: Float64Array): void {
    for (let j = 0; j < c; j++) {
      for (let p = 0; p < width; p++) {
        const a = x[j * width + p]!;
        const at = endLeft + p * classes;
        let sum = 0;
        for (let k = 0; k < classes; k++) {
          const g = outputsOf[j * classes + k]!;
          sum += g * x[at + k]!;
          gradient[at + k]! += a * g;
        }
        gradient[j * width + p]! += sum;
      }
    }
  }

  return {
    size: endRight + (hasBias ? c : 0),
    bounded: featureActivation === 'nonnegative' ? [endLeft, endRight] : [0, 0],
    evaluate,
    pack({ left, right, bias }) {
      const scaled = hasBias ? bias.map(b => b / biasScale) : [];
      return Float64Array.from([...left.to1DArray(), ...right.to1DArray(), ...scaled]);
    },
    unpack: x => ({
      left: Matrix.from1DArray(c, width, x.subarray(0, endLeft) as unknown as number[]),
      right: Matrix.from1DArray(width, classes, x.subarray(endLeft, endRight) as unknown as number[]),
      bias: Array.from({ length: c }, (_, j) => (hasBias ? x[endRight + j]! * biasScale : 0)),
    }),
  };
}

/** Turns outputs (c×K, by rows) into √π_k ∇ℓ_k in place and returns Σ_k π_k ℓ_k. */
type LossInPlace = (outputs: Float64Array) => number;

function squaredLoss({ encoding, shares, rootShares }: UfmProblem): LossInPlace {
  const codes = encoding.matrix.to1DArray();
  const classes = shares.length;
  return outputs => {
    let value = 0;
    for (let i = 0; i < outputs.length; i++) {
      const k = i % classes;
      const difference = outputs[i]! - codes[i]!;
      value += (shares[k]! / 2) * difference * difference;
      outputs[i] = rootShares[k]! * difference;
    }
    return value;
  };
}

function crossEntropyLoss({ encoding, shares, rootShares, outputs: c }: UfmProblem): LossInPlace {
  const codes = encoding.matrix.to1DArray();
  const classes = shares.length;
  return outputs => {
    let value = 0;
    for (let k = 0; k < classes; k++) {
      let top = k;
      for (let i = k; i < outputs.length; i += classes) if (outputs[i]! > outputs[top]!) top = i;
      const highest = outputs[top]!;
      let others = 0;
      let linear = 0;
      for (let i = k; i < outputs.length; i += classes) {
        const below = outputs[i]! - highest;
        const e = Math.exp(below);
        if (i !== top) others += e;
        linear += codes[i]! * below;
        outputs[i] = e;
      }
      value += shares[k]! * (Math.log1p(others) - linear);
      // p_top − e_top = (1 − e_top) − others/(1 + others): no cancellation where the loss is tiny.
      for (let j = 0, i = k; j < c; j++, i += classes) {
        const p = i === top ? 1 - codes[i]! - others / (1 + others) : outputs[i]! / (1 + others) - codes[i]!;
        outputs[i] = rootShares[k]! * p;
      }
    }
    return value;
  };
}

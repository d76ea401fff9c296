import { Matrix } from '../linalg/dense.js';
import { addProduct, flatDot, type StridedView, transposeInto } from '../linalg/flatKernels.js';
import { lossInPlace } from './dataLoss.js';
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

/** The canonical loss as a function of one flat vector: Aᵀ by rows, B by rows, then b in a scale of its own (left out without bias). */
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
  const { outputs: c, classes, tau, lambdaB, featureActivation, rootProportions } = problem;
  const endLeft = c * width;
  const endRight = endLeft + width * classes;
  const hasBias = lambdaB !== Infinity;
  const biasScale = hasBias ? scaleOfBias(problem) : 0;
  /** Row k: outputs of class k, after lossOf √π_k ∇ℓ_k, the gradient in column k of Z = AB */
  const outputsOf = new Float64Array(classes * c);
  const transposed = new Float64Array(classes * c);
  const lossOf = lossInPlace(problem);

  function evaluate(x: Float64Array, gradient: Float64Array): number {
    computeOutputs(x);
    let value = lossOf(outputsOf);
    const factors = x.subarray(0, endRight);
    value += (tau / 2) * flatDot(factors, factors);
    for (let i = 0; i < endRight; i++) gradient[i] = tau * x[i]!;
    if (hasBias) value += biasTerm(x, gradient);
    addProduct(gradient, 0, rightOf(x), outputsOf, 0, [width, classes, c]);
    transposeInto(transposed, outputsOf, classes, c);
    addProduct(gradient, endLeft, leftOf(x), transposed, 0, [width, c, classes]);
    return value;
  }

  /** Zᵀ = BᵀAᵀ, then a row per class: z_k/√π_k + b */
  function computeOutputs(x: Float64Array): void {
    outputsOf.fill(0);
    const rightTransposed = { data: x, at: endLeft, rowStride: 1, columnStride: classes };
    addProduct(outputsOf, 0, rightTransposed, x, 0, [classes, width, c]);
    for (let k = 0; k < classes; k++) {
      const scale = 1 / rootProportions[k]!;
      for (let j = 0, i = k * c; j < c; j++, i++) {
        outputsOf[i] = outputsOf[i]! * scale + (hasBias ? x[endRight + j]! * biasScale : 0);
      }
    }
  }

  function biasTerm(x: Float64Array, gradient: Float64Array): number {
    const b = x.subarray(endRight);
    const slope = gradient.subarray(endRight);
    for (let j = 0; j < c; j++) slope[j] = lambdaB * b[j]! * biasScale * biasScale;
    for (let k = 0; k < classes; k++) {
      const factor = rootProportions[k]! * biasScale;
      for (let j = 0, i = k * c; j < c; j++, i++) slope[j]! += factor * outputsOf[i]!;
    }
    return (lambdaB / 2) * biasScale ** 2 * flatDot(b, b);
  }

  const leftOf = (x: Float64Array): StridedView => ({ data: x, at: 0, rowStride: c, columnStride: 1 });
  const rightOf = (x: Float64Array): StridedView => ({
    data: x,
    at: endLeft,
    rowStride: classes,
    columnStride: 1,
  });

  return {
    size: endRight + (hasBias ? c : 0),
    bounded: featureActivation === 'nonnegative' ? [endLeft, endRight] : [0, 0],
    evaluate,
    pack({ left, right, bias }) {
      const scaled = hasBias ? bias.map(b => b / biasScale) : [];
      return Float64Array.from([...left.transpose().to1DArray(), ...right.to1DArray(), ...scaled]);
    },
    unpack: x => ({
      left: Matrix.from1DArray(width, c, x.subarray(0, endLeft) as unknown as number[]).transpose(),
      right: Matrix.from1DArray(width, classes, x.subarray(endLeft, endRight) as unknown as number[]),
      bias: Array.from({ length: c }, (_, j) => (hasBias ? x[endRight + j]! * biasScale : 0)),
    }),
  };
}

/**
 * Makes the curvature in the bias like that in the factors. Squared loss has curvature 1 + λ_b in b; cross-entropy has
 * about τ + λ_b, the probabilities of the wrong outputs being of order τ.
 */
function scaleOfBias({ loss, tau, lambdaB }: UfmProblem): number {
  const typical = loss === 'mse' ? 1 : Math.min(tau, 1);
  return Math.sqrt(typical / (typical + lambdaB));
}

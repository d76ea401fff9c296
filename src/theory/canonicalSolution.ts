import type { Matrix } from '../linalg/dense.js';
import type { Absent } from '../metrics/metric.js';
import type { UfmMethod } from './ufmPrediction.js';

/**
 * A minimizer in canonical coordinates. With X = M Π^{1/2}, A = √s·W and B = X/√s, s = √(λ_W/(N λ_H)), the model is
 *
 *   Σ_k π_k ℓ(A B_k/√π_k + b, e_k) + τ/2 (‖A‖_F² + ‖B‖_F²) + λ_b/2 ‖b‖²,   τ = √(N λ_W λ_H):
 *
 * one parameter instead of N, λ_W and λ_H, and both factors of the same size.
 */
export interface CanonicalSolution {
  /** A (c×r), r ≤ d */
  readonly left: Matrix;
  /** B (r×K) */
  readonly right: Matrix;
  /** b (c) */
  readonly bias: readonly number[];
  /** Direction of the bias where the bias itself tends to zero with τ; default b */
  readonly biasDirection?: readonly number[];
  readonly method: UfmMethod;
  /** Whether the Gram of the means is the same for every minimizer; or why that is not known. */
  readonly unique: boolean | Absent;
}

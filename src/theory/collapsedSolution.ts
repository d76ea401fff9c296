import { Matrix } from '../linalg/dense.js';
import type { CanonicalSolution } from './canonicalSolution.js';
import { outputGradients, softmax } from './dataLoss.js';
import { isCertified, scaledResidual } from './dualCertificate.js';
import type { UfmProblem } from './ufmSetting.js';

const SOURCE = 'all zero: the regularization outweighs the data, by a dual certificate';

/** Relative slack of the certificate: the bias is only known to rounding. */
const ROUNDING = 1e-12;

/**
 * Complete collapse, W = 0 and M = 0 with the bias that alone fits best: the global minimum where no feature direction
 * lowers the loss by more than it costs. Any loss, codes, class sizes and activation.
 *
 * @returns null where some direction does
 */
export function collapsedSolution(problem: UfmProblem): CanonicalSolution | null {
  const { outputs, classes, tau, featureActivation } = problem;
  const { bias, residual } = withoutFeatures(problem);
  if (!(tau > 0 && isCertified(residual, tau, featureActivation, ROUNDING))) return null;
  return {
    left: Matrix.zeros(outputs, 1),
    right: Matrix.zeros(1, classes),
    bias,
    method: { kind: 'closed-form', source: SOURCE },
    unique: true,
  };
}

/** The point without features: the best bias alone, and the negative gradient R of the data loss in Z = AB there. */
export function withoutFeatures(problem: UfmProblem): { residual: Matrix; bias: number[] } {
  const { outputs, classes, rootProportions } = problem;
  const bias = loneBias(problem);
  const gradients = outputGradients(problem, Matrix.zeros(outputs, classes), bias);
  return { residual: scaledResidual(gradients, rootProportions), bias };
}

/** The minimizer of Σ_k π_k ℓ(b, e_k) + λ_b/2 ‖b‖²: the best bias without features. */
export function loneBias({ loss, encoding, proportions, lambdaB, outputs }: UfmProblem): number[] {
  const mean = encoding.matrix.mmul(Matrix.columnVector([...proportions])).to1DArray();
  if (lambdaB === Infinity) return new Array(outputs).fill(0);
  if (loss === 'mse') return mean.map(x => x / (1 + lambdaB));
  return logBias(mean, lambdaB);
}

/** softmax(b) + λ_b b = Eπ, by Newton steps on the convex log Σ e^b − b·Eπ + λ_b/2 ‖b‖²; Σ b_j = 0. */
function logBias(mean: readonly number[], lambdaB: number): number[] {
  if (lambdaB === 0) {
    const logs = mean.map(Math.log);
    const center = logs.reduce((sum, x) => sum + x, 0) / logs.length;
    return logs.map(x => x - center);
  }
  const objective = (b: readonly number[]) => {
    const top = Math.max(...b);
    const lse = top + Math.log(b.reduce((sum, x) => sum + Math.exp(x - top), 0));
    return b.reduce((sum, x, j) => sum - x * mean[j]! + (lambdaB / 2) * x * x, lse);
  };
  let bias = mean.map(() => 0);
  for (let step = 0; step < 100; step++) {
    const p = softmax(bias);
    const gradient = p.map((x, j) => x - mean[j]! + lambdaB * bias[j]!);
    const newton = softmaxNewton(p, lambdaB, gradient);
    if (!(Math.hypot(...newton) > 1e-15 * Math.hypot(1, ...bias))) break;
    let length = 1;
    const moved = () => bias.map((b, j) => b - length * newton[j]!);
    while (length > 1e-6 && objective(moved()) > objective(bias) + 1e-14) length /= 2;
    bias = moved();
  }
  return bias;
}

/** (diag(p + λ) − ppᵀ)⁻¹ g by the formula of Sherman and Morrison; 1 − Σ p²/(p + λ) = Σ pλ/(p + λ) for Σ p = 1. */
function softmaxNewton(p: readonly number[], lambda: number, gradient: readonly number[]): number[] {
  const ratios = p.map(x => x / (x + lambda));
  const along = ratios.reduce((sum, ratio, j) => sum + ratio * gradient[j]!, 0);
  const rest = ratios.reduce((sum, ratio) => sum + ratio * lambda, 0);
  return gradient.map((g, j) => g / (p[j]! + lambda) + (ratios[j]! * along) / rest);
}

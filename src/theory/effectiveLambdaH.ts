import { requireArgument, requireOptions } from '../base/argumentError.js';

/** Squared norms of a network's last layer. */
export interface LayerNorms {
  /** λ_W, in the convention of the theory */
  readonly lambdaW: number;
  /** ‖W‖_F² */
  readonly squaredKernelNorm: number;
  /** ‖H‖_F² = Σ_k n_k‖m_k‖² + N tr Σ_W, over all N samples */
  readonly squaredFeatureNorm: number;
}

/**
 * λ_H that a real network, which has no such penalty, would have if it were at a critical point of the
 * unconstrained-features model: λ_W WᵀW = λ_H HHᵀ there, so λ_H = λ_W ‖W‖_F²/‖H‖_F². A calibration, not a prediction.
 *
 * @throws unless λ_W ≥ 0, ‖W‖² ≥ 0 and ‖H‖² > 0, all finite
 */
export function effectiveLambdaH(norms: LayerNorms): number {
  const where = 'effectiveLambdaH';
  requireOptions(where, 'norms', '{ lambdaW, squaredKernelNorm, squaredFeatureNorm }', norms);
  const { lambdaW, squaredKernelNorm, squaredFeatureNorm } = norms;
  const nonnegative = 'a finite number, at least 0';
  const finite = Number.isFinite;
  requireArgument(lambdaW >= 0 && finite(lambdaW), where, 'lambdaW', nonnegative, lambdaW);
  const kernelOk = squaredKernelNorm >= 0 && finite(squaredKernelNorm);
  requireArgument(kernelOk, where, 'squaredKernelNorm', nonnegative, squaredKernelNorm);
  const featuresOk = squaredFeatureNorm > 0 && finite(squaredFeatureNorm);
  requireArgument(
    featuresOk,
    where,
    'squaredFeatureNorm',
    'a finite number greater than 0',
    squaredFeatureNorm,
  );
  return (lambdaW * squaredKernelNorm) / squaredFeatureNorm;
}

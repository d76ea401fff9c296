import { requireArgument, requireOptions } from '../base/argumentError.js';
import type { UfmLoss } from './ufmSetting.js';

/** Regularization of a tf.js classification head. */
export interface HeadRegularization {
  readonly loss: UfmLoss;
  /** c, the width of the output */
  readonly outputs: number;
  /** `l2` of the kernel's `regularizers.l2`; default 0, none */
  readonly kernelL2?: number;
  /** `l2` of the bias's `regularizers.l2`; default 0, none */
  readonly biasL2?: number;
  /** Whether the head has a bias; default true */
  readonly useBias?: boolean;
}

/**
 * λ_W and λ_b in the convention of the theory. tf.js adds l2·Σw² without ½, and its mean squared error averages over
 * the c outputs too: L_tf = (2/c)·L, so λ = c·l2 for `mse`; λ = 2·l2 for `cross-entropy`. No bias is λ_b = Infinity.
 *
 * @throws unless c is a positive integer and both l2 are finite and at least 0
 */
export function theoryRegularization(head: HeadRegularization): { lambdaW: number; lambdaB: number } {
  const where = 'theoryRegularization';
  requireOptions(where, 'head', '{ loss, outputs, … }', head);
  const { loss, outputs, kernelL2 = 0, biasL2 = 0, useBias = true } = head;
  const known = loss === 'mse' || loss === 'cross-entropy';
  requireArgument(known, where, 'loss', "'mse' or 'cross-entropy'", loss);
  const counted = Number.isInteger(outputs) && outputs >= 1;
  requireArgument(counted, where, 'outputs', 'a positive integer', outputs);
  for (const [name, value] of Object.entries({ kernelL2, biasL2 })) {
    const ok = value >= 0 && Number.isFinite(value);
    requireArgument(ok, where, name, 'a finite number, at least 0', value);
  }
  const factor = loss === 'mse' ? outputs : 2;
  return { lambdaW: factor * kernelL2, lambdaB: useBias ? factor * biasL2 : Number.POSITIVE_INFINITY };
}

/**
 * A loss that tf.js reports, without regularizers, in the convention of the theory: c/2 of the mean squared error, the
 * cross-entropy as it is.
 */
export function theoryLoss(loss: UfmLoss, value: number, outputs: number): number {
  return loss === 'mse' ? (value * outputs) / 2 : value;
}

/** The other way round: a data loss of the theory as tf.js reports it. */
export function lossOfTensorFlow(loss: UfmLoss, value: number, outputs: number): number {
  return loss === 'mse' ? (value * 2) / outputs : value;
}

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

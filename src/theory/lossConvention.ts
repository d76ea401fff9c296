import { requireArgument, requireOptions } from '../base/argumentError.js';
import type { UfmLoss } from './ufmSetting.js';

/** Loss and regularizers of a tf.js classification head, input of {@link theoryRegularization}. */
export interface HeadRegularization {
  /** Data loss that the model is compiled with */
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
 * Converts the l2 factors of tf.js regularizers to λ_W and λ_b of the theory.
 *
 * tf.js adds l2·Σw², the theory λ/2·Σw². For `cross-entropy` hence λ = 2·l2. The mean squared error of tf.js also averages
 * over the c outputs, so its loss is 2/c times that of the theory. For `mse` hence λ = c·l2. A head without bias has
 * λ_b = Infinity.
 *
 * @returns λ_W ≥ 0 and λ_b ≥ 0
 * @throws ArgumentError unless c is a positive integer and both l2 are finite and at least 0
 * @example
 * theoryRegularization({ loss: 'mse', outputs: 10, kernelL2: 5e-4, biasL2: 5e-4 }) // { lambdaW: 0.005, lambdaB: 0.005 }
 */
export function theoryRegularization(head: HeadRegularization): {
  /** λ_W ≥ 0 */
  lambdaW: number;
  /** λ_b ≥ 0, Infinity for a head without bias */
  lambdaB: number;
} {
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
 * Converts a data loss that tf.js reports, without regularizers, to the convention of the theory: c/2 times the mean
 * squared error, and the cross-entropy as it is.
 *
 * @param loss ℓ, the loss that the model is compiled with
 * @param value the loss that tf.js reports
 * @param outputs c, the width of the output
 * @returns the loss in the convention of the theory, at least 0 where `value` is
 */
export function theoryLoss(loss: UfmLoss, value: number, outputs: number): number {
  return loss === 'mse' ? (value * outputs) / 2 : value;
}

/**
 * λ_H of a penalty p·mean_i ‖h_i‖² in the loss that tf.js minimizes. The theory has λ_H/2 Σ_i ‖h_i‖², so that N λ_H = c·p for
 * `mse` over c outputs, and 2·p for `cross-entropy`.
 *
 * @returns λ_H ≥ 0, per sample
 */
export function featureLambda(loss: UfmLoss, p: number, outputs: number, samples: number): number {
  return (2 * theoryLoss(loss, p, outputs)) / samples;
}

/** Converts a data loss of the theory to the value that tf.js reports, the inverse of {@link theoryLoss}. */
export function lossOfTensorFlow(loss: UfmLoss, value: number, outputs: number): number {
  return loss === 'mse' ? (value * 2) / outputs : value;
}

/** λ_W and squared norms of a network's last layer, input of {@link effectiveLambdaH}. */
export interface LayerNorms {
  /** λ_W, in the convention of the theory */
  readonly lambdaW: number;
  /** ‖W‖_F² */
  readonly squaredKernelNorm: number;
  /** ‖H‖_F² = Σ_k n_k‖m_k‖² + N tr Σ_W, over all N samples */
  readonly squaredFeatureNorm: number;
}

/**
 * Calibrates λ_H for a real network, which has no penalty on its features: λ_H = λ_W ‖W‖_F²/‖H‖_F².
 *
 * At every critical point of the unconstrained-features model λ_W WᵀW = λ_H HHᵀ, and the traces of both sides give the
 * formula. The value is measured from the network, so it is a calibration and not a prediction.
 *
 * @returns λ_H ≥ 0, per sample
 * @throws ArgumentError unless λ_W ≥ 0, ‖W‖² ≥ 0 and ‖H‖² > 0, all finite
 * @example
 * effectiveLambdaH({ lambdaW: 5e-3, squaredKernelNorm: 4, squaredFeatureNorm: 2000 }) // 0.00001
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

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

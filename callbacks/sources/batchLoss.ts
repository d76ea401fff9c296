import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { type HeadLoss, headLoss } from '../network/headLoss.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';

/** A batch as a loss sees it. */
export interface LossInput {
  /** As given: [B], [B, 1] or [B, c] */
  readonly targets: Tensor;
  /** The head's own output [B, c] */
  readonly outputs: Tensor2D;
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  readonly encoding: ClassEncoding;
}

/** Sum over the batch of the head's own loss, without regularization penalties; the caller disposes it. */
export function batchLoss(layers: MeasuredLayers, input: LossInput): Scalar | Absent {
  const loss = headLoss(layers);
  if ('absent' in loss) return loss;
  const attempts = wantedTargets(loss, input).map(targets => () => lossSum(loss, targets, input.outputs));
  try {
    return firstThatWorks(attempts);
  } catch (error) {
    // A loss of the user's own may want targets that the measured data does not have.
    return absent(`the loss failed on the measured samples: ${(error as Error).message}`);
  }
}

function lossSum({ compute }: HeadLoss, targets: () => Tensor, outputs: Tensor2D): Scalar {
  return tf.tidy(() => tf.mul<Scalar>(tf.mean(compute(targets(), outputs)), outputs.shape[0]));
}

/**
 * The targets that the loss wants, which the measured data may have in another form. A loss of the user's own gets codes,
 * and where those do not suit it the labels, as `fit` would hand them over.
 */
function wantedTargets({ known }: HeadLoss, { targets, outputs, labels, encoding }: LossInput) {
  const asLabels = () => tf.cast(tf.reshape(labels, [-1, 1]), 'float32');
  const fits = targets.shape.length === 2 && targets.shape[1] === outputs.shape[1];
  const asCodes = () => (fits ? tf.cast(targets, 'float32') : encoding.encode(labels));
  if (known) return [known.wantsLabels ? asLabels : asCodes];
  return fits ? [asCodes] : [asCodes, asLabels];
}

/** The result of the first attempt that does not throw. @throws what the first one threw */
function firstThatWorks<T>([first, ...others]: readonly (() => T)[]): T {
  try {
    return first!();
  } catch (error) {
    for (const attempt of others) {
      try {
        return attempt();
      } catch {
        // What the first one said is the reason.
      }
    }
    throw error;
  }
}

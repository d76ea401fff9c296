import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Absent, absent } from '../../src/base/absent.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { headOutput } from './headOutput.js';
import { type KnownLoss, knownLoss } from './knownLosses.js';
import type { MeasuredLayers } from './measuredLayers.js';

/** The loss that the head is trained with. */
export interface HeadLoss {
  /** As compiled: targets and outputs to losses */
  readonly compute: (targets: Tensor, outputs: Tensor) => Tensor;
  /** Undefined for the user's own function */
  readonly known: KnownLoss | undefined;
}

/** The loss of the head's own output among those that the model is compiled with; or why there is none. */
export function headLoss({ model, head }: Pick<MeasuredLayers, 'model' | 'head'>): HeadLoss | Absent {
  const { lossFunctions, outputs, outputNames } = model;
  if (!lossFunctions) return absent('the model is not compiled');
  const index = headOutput(model, head)?.index ?? (outputs.length === 1 ? 0 : undefined);
  if (index === undefined) return absent(`none of the model's outputs comes from the head '${head.name}'`);
  const compute = lossFunctions[index];
  if (typeof compute !== 'function') return absent(`output '${outputNames[index]}' has no loss`);
  return { compute, known: knownLoss(givenFor(model, index)) };
}

/** What `compile` was given for one output: one loss for all of them, a list, or a record by their names. */
function givenFor({ loss, outputNames }: LayersModel, index: number): unknown {
  if (typeof loss === 'string' || typeof loss === 'function') return loss;
  const losses = loss as unknown as Readonly<Record<string, unknown>>;
  return Array.isArray(loss) ? loss[index] : losses?.[outputNames[index]!];
}

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
    // The user's own loss may need targets that the measured data does not have.
    return absent(`the loss failed on the measured samples: ${(error as Error).message}`);
  }
}

function lossSum({ compute }: HeadLoss, targets: () => Tensor, outputs: Tensor2D): Scalar {
  return tf.tidy(() => tf.mul<Scalar>(tf.mean(compute(targets(), outputs)), outputs.shape[0]));
}

/**
 * The targets in the form that the loss needs, which may not be that of the measured data. The user's own loss gets codes,
 * and if it fails with them the labels, as `fit` would pass them.
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
        // The error of the first attempt is the reason.
      }
    }
    throw error;
  }
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Absent, absent } from '../../src/base/absent.js';
import { headOutput } from './headOutput.js';
import { type KnownLoss, knownLoss } from './knownLosses.js';
import type { MeasuredLayers } from './measuredLayers.js';

/** The loss that the head is trained with. */
export interface HeadLoss {
  /** As compiled: targets and outputs to losses */
  readonly compute: (targets: Tensor, outputs: Tensor) => Tensor;
  /** Undefined for a function of the user's own */
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

import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ClassEncoding } from 'tfjs-neural-collapse';
import { NeuralCollapse, type NeuralCollapseRecord } from 'tfjs-neural-collapse/callbacks';

/** The record of a trained network that was compared with theory. */
export type MeasuredCnn = NeuralCollapseRecord & {
  readonly theory: Exclude<NeuralCollapseRecord['theory'], { readonly absent: string }>;
};

/**
 * Measures the training set as the callback does: metrics of the head's input, and beside them the prediction for loss
 * and penalties of the compiled head, with λ_H calibrated from the network.
 */
export async function measureCnn(
  model: LayersModel,
  data: { readonly xs: Tensor4D; readonly ys: Tensor2D },
  encoding: ClassEncoding,
): Promise<MeasuredCnn> {
  const callback = new NeuralCollapse({ model, data, encoding, logdir: null, verbose: 0 });
  const record = await callback.measure(0);
  await callback.close();
  if ('absent' in record.theory) throw new Error(`no prediction for the network: ${record.theory.absent}`);
  return record as MeasuredCnn;
}

/** Share of the training samples that the network gets wrong. */
export function trainingError({ metrics }: MeasuredCnn): number {
  return 1 - metrics['train.accuracy']!;
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { requireArgument } from '../../src/argumentError.js';
import { batches } from './batches.js';
import { FeatureBudget } from './featureBudget.js';
import { requireFiniteInputs } from './finiteInputs.js';
import type { Layer } from './layerList.js';
import { type Batch, type Inputs, isTensor, type MeasuredData } from './measuredData.js';
import { asRows, type Capture, tapHook } from './tapHook.js';

/** Where the features of a model are taken. */
export interface Hook {
  readonly model: LayersModel;
  /** The classification head; its input is the features, unless `layer` is given. */
  readonly head: Layer;
  /** The layer whose output is the features instead. */
  readonly layer?: Layer;
}

/** One forward pass over the measured data, all on the device; the caller disposes the tensors. */
export interface CollectedFeatures {
  /** H as rows [N, d] */
  readonly features: Tensor2D;
  /** Output of the model [N, c]; of the head, for a model with several outputs */
  readonly outputs: Tensor2D;
  /** Targets as given: [N], [N, 1] or [N, c] */
  readonly targets: Tensor;
  /** Whether the features are exactly what the head gets: always, unless `layer` is given. */
  readonly feedsHead: boolean;
}

/** How to collect. */
export interface CollectOptions {
  readonly batchSize: number;
  readonly featureMemory: number;
  /** Whether to look for NaN in the inputs; default no */
  readonly checkInputs?: boolean;
}

/** What a pass has collected so far, one entry per batch. */
interface Collected {
  readonly features: Tensor2D[];
  readonly outputs: Tensor2D[];
  readonly targets: Tensor[];
  feedsHead: boolean;
}

/**
 * Runs the model once over the data in inference mode (dropout off, batch-norm with its moving averages) and keeps the
 * features, the outputs and the targets on the device.
 *
 * @throws if the data has no sample, the features outgrow `featureMemory` bytes, or the head is called more than once
 */
export async function collectFeatures(
  hook: Hook,
  data: MeasuredData,
  options: CollectOptions,
): Promise<CollectedFeatures> {
  const budget = new FeatureBudget(options.featureMemory);
  const collected: Collected = { features: [], outputs: [], targets: [], feedsHead: true };
  try {
    for await (const batch of batches(data, options.batchSize)) {
      try {
        if (options.checkInputs) await requireFiniteInputs(batch.xs);
        collect(hook, batch, collected);
        collected.targets.push(tf.clone(batch.ys));
        budget.add(collected.features.at(-1)!);
      } finally {
        tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
      }
    }
    if (collected.features.length === 0)
      throw new RangeError('NeuralCollapse: data must have samples, received none');
    return joined(collected);
  } finally {
    tf.dispose([...collected.features, ...collected.outputs, ...collected.targets]);
  }
}

function joined({ features, outputs, targets, feedsHead }: Collected): CollectedFeatures {
  const join = (parts: Tensor[]) => tf.concat(parts, 0);
  const tensors = tf.tidy(() => ({
    features: join(features),
    outputs: join(outputs),
    targets: join(targets),
  }));
  return { ...(tensors as Omit<CollectedFeatures, 'feedsHead'>), feedsHead };
}

/** One forward pass of one batch. */
function collect(hook: Hook, batch: Batch, into: Collected): void {
  const capture: Capture = { feedsHead: true };
  const untap = tapHook(hook, capture);
  try {
    const prediction = hook.model.predictOnBatch(inModelOrder(hook.model, batch.xs));
    into.outputs.push(Array.isArray(prediction) ? tf.clone(capture.outputs!) : asRows(prediction));
    tf.dispose(prediction);
    if (!capture.features)
      throw new Error(`NeuralCollapse: layer '${hook.layer?.name}' computes nothing to measure`);
    into.features.push(tf.clone(capture.features));
    into.feedsHead &&= capture.feedsHead;
  } finally {
    untap();
    tf.dispose([capture.features, capture.outputs] as tf.TensorContainer);
  }
}

function inModelOrder(model: LayersModel, xs: Inputs): Tensor | Tensor[] {
  if (isTensor(xs) || Array.isArray(xs)) return xs;
  return model.inputNames.map(name => {
    const names = Object.keys(xs).join(', ');
    requireArgument(
      xs[name] !== undefined,
      'NeuralCollapse',
      'data.xs',
      `a record with input '${name}'`,
      names,
    );
    return xs[name];
  });
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { requireArgument } from '../../src/base/argumentError.js';
import type { Batches } from '../data/batches.js';
import { type Batch, isTensor, type ModelInputs } from '../data/measuredData.js';
import type { PassOrder } from '../data/passOrder.js';
import { requireFiniteInputs } from '../data/requireTensors.js';
import { unmeasurable } from '../errors.js';
import { headOutput } from '../network/headOutput.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { asRows, disposeCapture, emptyCapture, taken, tapLayers } from './tapLayers.js';

/** What is observed in the forward pass of one batch. The caller disposes it, see {@link disposeBatch}. */
export interface ForwardBatch {
  /** H as rows [B, d] */
  readonly features: Tensor2D;
  /** Output of the model that comes from the head [B, c]; of the head itself, if none of several outputs does */
  readonly outputs: Tensor2D;
  /** Targets as given: [B], [B, 1] or [B, c] */
  readonly targets: Tensor;
  /** Outputs of the further layers, as rows */
  readonly depth: readonly Tensor2D[];
  /** Whether the features are exactly what the head gets: always, unless a layer is named. */
  readonly feedsHead: boolean;
}

/** How to run the model. */
export interface ForwardOptions {
  /** Whether to look for NaN in the inputs; default no */
  readonly checkInputs?: boolean;
  /** Gets every batch, to find out whether all passes have the same order */
  readonly order?: PassOrder | undefined;
}

export function disposeBatch({ features, outputs, targets, depth }: ForwardBatch): void {
  tf.dispose([features, outputs, targets, ...depth]);
}

/**
 * Runs the model once over the data in inference mode (dropout off, batch-norm with its moving averages), batch by batch;
 * everything stays on the device.
 *
 * @throws if the data has no sample, or the head is called more than once
 */
export async function* forwardPasses(
  layers: MeasuredLayers,
  data: Batches,
  { checkInputs = false, order }: ForwardOptions = {},
): AsyncGenerator<ForwardBatch> {
  let samples = 0;
  for await (const batch of data.pass()) {
    let forward: ForwardBatch;
    try {
      // A filter may leave a batch empty, for which tf.js cannot predict.
      if (batch.ys.shape[0] === 0) continue;
      if (checkInputs) await requireFiniteInputs(batch.xs, data.name);
      await order?.add(batch.xs);
      forward = forwardPass(layers, batch);
    } finally {
      tf.dispose([batch.xs, batch.ys] as tf.TensorContainer);
    }
    samples += forward.features.shape[0];
    yield forward;
  }
  if (samples === 0) throw unmeasurable(`${data.name} must have samples, received none`);
}

/** One forward pass of one batch, which stays the caller's. */
function forwardPass(layers: MeasuredLayers, batch: Batch): ForwardBatch {
  const capture = emptyCapture();
  const untap = tapLayers(layers, capture, 'inference');
  try {
    const prediction = predict(layers.model, inModelOrder(layers.model, batch.xs));
    const silent = capture.features ? layers.depth?.find((_, i) => !capture.depth[i]) : layers.layer;
    if (silent || !capture.features) {
      tf.dispose(prediction);
      throw nothingToMeasure(silent?.name);
    }
    const outputs = asRows(ofHead(layers, prediction) ?? capture.outputs!);
    tf.dispose(prediction);
    const { features, depth, feedsHead } = taken(capture);
    return {
      features: features!,
      outputs,
      targets: tf.clone(batch.ys),
      depth: depth.map(layer => layer!),
      feedsHead,
    };
  } finally {
    untap();
    disposeCapture(capture);
  }
}

/** The one of the model's outputs that comes from the head. */
function ofHead({ model, head }: MeasuredLayers, prediction: Tensor | Tensor[]): Tensor | undefined {
  if (!Array.isArray(prediction)) return prediction;
  const output = headOutput(model, head);
  return output && prediction[output.index];
}

function nothingToMeasure(layer: string | undefined): Error {
  return unmeasurable(`layer '${layer}' computes nothing to measure`);
}

/** As `fit` does, inputs [B] go into a model for [B, 1]. */
function predict(model: LayersModel, inputs: readonly Tensor[]): Tensor | Tensor[] {
  const columns = inputs.map((input, i) =>
    input.rank === 1 && model.inputs[i]?.shape.length === 2 ? tf.expandDims(input, 1) : input,
  );
  try {
    return model.predictOnBatch(columns);
  } finally {
    tf.dispose(columns.filter((column, i) => column !== inputs[i]));
  }
}

function inModelOrder(model: LayersModel, xs: ModelInputs): Tensor[] {
  if (isTensor(xs)) return [xs];
  if (Array.isArray(xs)) return xs;
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

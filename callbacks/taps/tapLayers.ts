import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { unmeasurable } from '../errors.js';
import type { Layer } from '../network/layerList.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';

/** What was observed in one forward pass. The tensors are kept; the caller disposes them. */
export interface Capture {
  features?: Tensor2D;
  /** Output of the head */
  outputs?: Tensor2D;
  /** Whether the features are what the head gets */
  feedsHead: boolean;
  /** Outputs of the further layers */
  readonly depth: Array<Tensor2D | undefined>;
  /** How often the head was called */
  calls: number;
}

/** The state before a forward pass. */
export function emptyCapture(): Capture {
  return { feedsHead: true, depth: [], calls: 0 };
}

/** Takes features and further layers out of a capture: they are the caller's from now on. */
export function taken(capture: Capture): Omit<Capture, 'outputs'> {
  const { features, depth, feedsHead, calls } = capture;
  delete capture.features;
  return { ...(features && { features }), depth: depth.splice(0), feedsHead, calls };
}

/** Releases what was captured. */
export function disposeCapture({ features, outputs, depth }: Capture): void {
  tf.dispose([features, outputs, ...depth].filter(tensor => tensor !== undefined));
}

/** Which forward passes are observed. */
export type Mode = 'inference' | 'training';

/** Keeps what head and layers see in the next forward pass of a mode, until the returned function is called. */
export function tapLayers(
  { head, layer, depth = [] }: MeasuredLayers,
  capture: Capture,
  mode: Mode,
): () => void {
  let layerOutput: object | undefined;
  const tap = (tapped: Layer, observe: (input: Tensor, output: Tensor) => void) =>
    tapLayer(tapped, (input, output, training) => {
      if (training === (mode === 'training')) observe(input, output);
    });
  const untap = depth.map((further, i) =>
    tap(further, (_, output) => {
      capture.depth[i]?.dispose();
      capture.depth[i] = kept(output);
    }),
  );
  if (layer) {
    untap.push(
      tap(layer, (_, output) => {
        capture.features?.dispose();
        capture.features = kept(output);
        layerOutput = output.dataId;
      }),
    );
  }
  untap.push(
    tap(head, (input, output) => {
      capture.calls++;
      if (layer) capture.feedsHead = capture.calls === 1 && layerOutput === input.dataId;
      else {
        capture.features?.dispose();
        capture.features = kept(onlyInput(input, head.name, capture.calls));
      }
      capture.outputs?.dispose();
      capture.outputs = kept(output);
    }),
  );
  return () => {
    // In reverse order, since two taps of one layer wrap each other.
    for (const undo of untap.reverse()) undo();
  };
}

function onlyInput(input: Tensor, head: string, calls: number): Tensor {
  if (calls > 1) {
    throw unmeasurable(
      `the head '${head}' is called more than once in a forward pass, so its input is not one set of ` +
        'features; name the layer to measure with the option layer',
    );
  }
  if (input.shape.length === 2) return input;
  throw unmeasurable(`the input of the head '${head}' must have shape [batch, d], received [${input.shape}]`);
}

/** A clone that outlives the forward pass. It shares the data. */
function kept(tensor: Tensor): Tensor2D {
  return tf.keep(asRows(tensor));
}

/** [B, ...] as [B, d], a tensor of its own. */
export function asRows(tensor: Tensor): Tensor2D {
  return tensor.rank === 2 ? (tf.clone(tensor) as Tensor2D) : tf.reshape(tensor, [tensor.shape[0]!, -1]);
}

/** Gets input and output of a layer each time it is called, with `training` as tf.js passes it to the layer. */
export type LayerObserver = (input: Tensor, output: Tensor, training: boolean) => void;

/**
 * Observes every call of a layer until the returned function is called; the layer itself, its weights and its own call
 * layers are left alone. Unlike a second `tf.model` over the shared layers this also reaches a layer inside a nested
 * model, whose symbolic tensors the outer model does not know. Tensors are only valid during the call: keep a clone.
 */
export function tapLayer(layer: Layer, observe: LayerObserver): () => void {
  const own = Object.getOwnPropertyDescriptor(layer, 'call');
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const output = call(inputs, kwargs);
    observe(single(inputs), single(output), kwargs?.training === true);
    return output;
  };
  return () => {
    if (own) Object.defineProperty(layer, 'call', own);
    else delete (layer as { call?: unknown }).call;
  };
}

function single(tensors: Tensor | Tensor[]): Tensor {
  return Array.isArray(tensors) ? tensors[0]! : tensors;
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Hook } from './collectFeatures.js';
import { tapLayer } from './tapLayer.js';

/** What one forward pass showed; the tensors are kept, whoever taps disposes them. */
export interface Capture {
  features?: Tensor2D;
  /** Output of the head */
  outputs?: Tensor2D;
  /** Whether the features are what the head gets */
  feedsHead: boolean;
}

/** Keeps what head and layer see in the next forward pass, until the returned function is called. */
export function tapHook({ head, layer }: Hook, capture: Capture): () => void {
  let calls = 0;
  let layerOutput: object | undefined;
  const untapLayer =
    layer &&
    tapLayer(layer, (_, output) => {
      capture.features?.dispose();
      capture.features = kept(output);
      layerOutput = output.dataId;
    });
  const untapHead = tapLayer(head, (input, output) => {
    calls++;
    if (layer) capture.feedsHead = calls === 1 && layerOutput === input.dataId;
    else capture.features = kept(onlyInput(input, head.name, calls));
    capture.outputs?.dispose();
    capture.outputs = kept(output);
  });
  return () => {
    untapHead();
    untapLayer?.();
  };
}

function onlyInput(input: Tensor, head: string, calls: number): Tensor {
  if (calls > 1) {
    throw new Error(
      `NeuralCollapse: the head '${head}' is called more than once in a forward pass, so its input is not one set of ` +
        'features; name the layer to measure with the option layer',
    );
  }
  if (input.shape.length === 2) return input;
  throw new Error(
    `NeuralCollapse: the input of the head '${head}' must have shape [batch, d], received [${input.shape}]`,
  );
}

/** A copy that outlives the forward pass; it shares the data. */
function kept(tensor: Tensor): Tensor2D {
  return tf.keep(asRows(tensor));
}

/** [B, ...] as [B, d]. */
export function asRows(tensor: Tensor): Tensor2D {
  return tf.reshape(tensor, [tensor.shape[0]!, -1]);
}

import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../network/layerList.js';

/** Sees what goes into a layer and what comes out of it, each time it is called; `training` as tf.js tells the layer. */
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

import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { matrixFrom } from '../../src/linalg/dense.js';
import type { Head } from '../../src/metrics/head.js';
import { isContainer, type Layer, layerByName } from './layerList.js';
import { hasKernel, noDense, noKernel } from './noHead.js';

/** Layers after the head that do not change which class wins. */
const PASSED_OVER = new Set(['Activation', 'Softmax', 'Dropout', 'Reshape', 'Flatten', 'ReLU', 'LeakyReLU']);

/**
 * The classification head of a model: the layer given by name, or else the dense layer that the model's output comes
 * from, possibly through a softmax. Nested models are entered.
 *
 * @throws ArgumentError if the output does not come from a dense layer: says from what, and lists the layers
 */
export function findHead(model: LayersModel, name?: string): Layer {
  if (name === undefined) return lastDense(model);
  const named = layerByName(model, name, 'head');
  if (hasKernel(named)) return named;
  throw noKernel(model, named);
}

/** Walks back from the model's first output. */
function lastDense(model: LayersModel): Layer {
  let layer: Layer | undefined = model.outputLayers[0];
  for (;;) {
    if (layer && isContainer(layer)) {
      layer = (layer as unknown as LayersModel).outputLayers[0];
    } else if (layer && isDense(layer)) {
      return layer;
    } else if (layer && PASSED_OVER.has(layer.getClassName())) {
      layer = layer.inboundNodes[0]?.inboundLayers[0];
    } else {
      throw noDense(model, layer);
    }
  }
}

/** Also of a class of the user's own, whatever its name, that extends it; tf.js exports no class to extend. */
function isDense(layer: Layer): boolean {
  return layer.getClassName() === 'Dense' || (layer instanceof denseClass() && hasKernel(layer));
}

/** What a reader of the record should know about a head that computes its outputs in a way of its own. */
export function headNotes(head: Layer): string[] {
  const { call } = Object.getPrototypeOf(head) as Layer;
  if (call === denseClass().prototype.call) return [];
  return [
    `the head '${head.name}' (${head.getClassName()}) computes its outputs by a call of its own; its W and b are taken for ` +
      'those of W h + b',
  ];
}

/** Named, or it would use up a number that the next dense layer without a name has. */
function denseClass(): typeof tfl.layers.Layer {
  return tfl.layers.dense({ units: 1, name: 'any' }).constructor as typeof tfl.layers.Layer;
}

/** Copies the weights of a dense layer to the host. */
export async function readHead(layer: Layer): Promise<Head> {
  // getWeights() returns the live variables: they are read, never disposed.
  const weights = layer.getWeights();
  const kernel = weights[0] as Tensor;
  const bias = weights.find(weight => weight.shape.length === 1);
  const [kernelValues, biasValues] = await Promise.all([kernel.data(), bias?.data()]);
  return {
    kernel: matrixFrom(kernelValues, kernel.shape[0]!, kernel.shape[1]!),
    bias: biasValues === undefined ? null : [...biasValues],
  };
}

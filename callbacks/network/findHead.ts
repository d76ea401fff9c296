import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { matrixFrom } from '../../src/linalg/dense.js';
import type { Head } from '../../src/metrics/head.js';
import { mistake } from '../errors.js';
import { describeLayers, isContainer, type Layer, layerByName } from './layerList.js';

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

/** Whether a layer is a dense layer, or of a user's class that extends it. tf.js does not export the class. */
function isDense(layer: Layer): boolean {
  return layer.getClassName() === 'Dense' || (layer instanceof denseClass() && hasKernel(layer));
}

/** The note for the record about a head that computes its outputs in its own way. */
export function headNotes(head: Layer): string[] {
  const { call } = Object.getPrototypeOf(head) as Layer;
  if (call === denseClass().prototype.call) return [];
  return [
    `the head '${head.name}' (${head.getClassName()}) computes its outputs by a call of its own; its W and b are taken for ` +
      'those of W h + b',
  ];
}

/** It has a name, so that it does not take the number of the next dense layer without a name. */
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

/** What makes a head of a layer. */
export function hasKernel(layer: Layer): boolean {
  return layer.weights[0]?.shape.length === 2;
}

/** @param found the layer that was named, and is no head */
export function noKernel(model: LayersModel, found: Layer): Error {
  return noHead(
    model,
    `${named(found)} has no kernel of shape [d, c]`,
    'Name another one with the option head.',
  );
}

/**
 * Says what a model has at its end instead of a dense layer, and what to do.
 *
 * @param last the layer from the output backwards that is neither a dense layer nor one that may follow it
 */
export function noDense(model: LayersModel, last: Layer | undefined): Error {
  if (last === undefined) return noHead(model, 'none was found', 'Name it with the option head.');
  const conv = upstream(last, isConvolution);
  if (conv && (isConvolution(last) || isPooling(last))) return convolutionHead(model, conv, last);
  const dense = upstream(last, hasKernel);
  if (isNormalization(last) && dense) return normalizedHead(model, dense, last);
  const advice = hasKernel(last)
    ? `If '${last.name}' computes W h + b with a kernel of shape [d, c], name it with the option head.`
    : 'Name it with the option head.';
  return noHead(model, `the output comes from ${named(last)}`, advice);
}

function convolutionHead(model: LayersModel, conv: Layer, last: Layer): Error {
  const kernel = (conv.getConfig().kernelSize as number[] | undefined)?.join('×') ?? 'some';
  const end = conv === last ? '' : ` and ${named(last)}`;
  return noHead(
    model,
    `the model ends in the ${kernel} convolution '${conv.name}'${end}, and no sample has logits W h + b of one feature vector`,
    'Pool (or flatten) before it, and put a dense layer in its place: for a 1×1 convolution without activation that is the ' +
      'same function, with its kernel as [d, c]. Or take the features with a model of your own, and use summarizeFeatures ' +
      'and computeMetrics.',
  );
}

function normalizedHead(model: LayersModel, dense: Layer, last: Layer): Error {
  return noHead(
    model,
    `${named(last)} stands between '${dense.name}' and the output, and the logits are not W h + b`,
    `Without it '${dense.name}' is the head. To measure that layer all the same name it with the option head; what is ` +
      'said of its W and b is then not said of the logits.',
  );
}

function noHead(model: LayersModel, found: string, advice: string): Error {
  return mistake(
    `the classification head must be a dense layer, the last one of the model; ${found}. ${advice} ` +
      `The model has\n${describeLayers(model)}`,
    { argument: 'head', requirement: 'a dense layer, the last one of the model', received: found },
  );
}

const named = (layer: Layer) => `'${layer.name}' (${layer.getClassName()})`;
const isConvolution = (layer: Layer) => /^(Separable)?Conv\dD/.test(layer.getClassName());
const isPooling = (layer: Layer) => /Pooling\dD$/.test(layer.getClassName());
const isNormalization = (layer: Layer) => layer.getClassName().endsWith('Normalization');

/** The nearest layer of a kind, from this one towards the input; nested models are entered. */
function upstream(layer: Layer, isKind: (layer: Layer) => boolean): Layer | undefined {
  let found: Layer | undefined = layer;
  while (found && (isContainer(found) || !isKind(found))) {
    found = isContainer(found)
      ? (found as unknown as LayersModel).outputLayers[0]
      : found.inboundNodes[0]?.inboundLayers[0];
  }
  return found;
}

import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mistake } from '../errors.js';
import { describeLayers, isContainer, type Layer } from './layerList.js';

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
 * Says what a model has at its end in place of a dense layer, and what to do.
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

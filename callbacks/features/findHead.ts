import type { LayersModel } from '@tensorflow/tfjs-layers';
import { ArgumentError } from '../../src/argumentError.js';
import { describeLayers, isContainer, type Layer, layerByName } from './layerList.js';

/** Layers after the head that do not change which class wins. */
const PASSED_OVER = new Set(['Activation', 'Softmax', 'Dropout', 'Reshape', 'Flatten', 'ReLU', 'LeakyReLU']);

/**
 * The classification head of a model: the layer given by name, or else the dense layer that the model's output comes
 * from, possibly through a softmax. Nested models are entered.
 *
 * @throws if the output does not come from a dense layer; the error lists the layers with their shapes
 */
export function findHead(model: LayersModel, name?: string): Layer {
  const head = name === undefined ? lastDense(model) : layerByName(model, name, 'head');
  if (head && kernelOf(head)) return head;
  const found = head
    ? `'${head.name}' (${head.getClassName()}) has no kernel of shape [d, c]`
    : 'none was found';
  throw new ArgumentError(
    `NeuralCollapse: the classification head must be a dense layer, the last one of the model; ${found}. ` +
      `Name it with the option head. The model has\n${describeLayers(model)}`,
  );
}

function kernelOf(layer: Layer): boolean {
  return layer.weights[0]?.shape.length === 2;
}

/** Walks back from the model's first output. */
function lastDense(model: LayersModel): Layer | undefined {
  let layer: Layer | undefined = model.outputLayers[0];
  while (layer) {
    if (isContainer(layer)) {
      layer = (layer as unknown as LayersModel).outputLayers[0];
    } else if (layer.getClassName() === 'Dense') {
      return layer;
    } else if (PASSED_OVER.has(layer.getClassName())) {
      layer = layer.inboundNodes[0]?.inboundLayers[0];
    } else {
      return undefined;
    }
  }
  return undefined;
}

import type { layers } from '@tensorflow/tfjs-layers';
import { mistake } from '../errors.js';

/** Any layer of a model. */
export type Layer = layers.Layer;

/** A model used as a layer has layers of its own. */
interface LayerContainer {
  readonly layers: Layer[];
}

/** Whether a layer is itself a model. */
export function isContainer(layer: unknown): layer is LayerContainer {
  return Array.isArray((layer as Partial<LayerContainer>).layers);
}

/** Every layer of a model, those of nested models included, in order. */
export function allLayers(model: LayerContainer): Layer[] {
  return model.layers.flatMap(layer => [layer, ...(isContainer(layer) ? allLayers(layer) : [])]);
}

/** One line per layer: name, class and output shape; nested models are indented. For error messages. */
export function describeLayers(model: LayerContainer, indent = '  '): string {
  return model.layers
    .map(layer => {
      const nested = isContainer(layer) ? `\n${describeLayers(layer, `${indent}  `)}` : '';
      return `${indent}${layer.name} (${layer.getClassName()}) ${shapeOf(layer)}${nested}`;
    })
    .join('\n');
}

/** The output shape of a layer as text; a shared layer can have several. */
export function shapeOf(layer: Layer): string {
  try {
    return JSON.stringify(layer.outputShape);
  } catch {
    return 'several output shapes';
  }
}

/** The layer of that name, nested ones included. */
export function layerByName(model: LayerContainer, name: string, option: string): Layer {
  const found = allLayers(model).find(layer => layer.name === name);
  if (found) return found;
  throw mistake(
    `${option} must be the name of a layer, received ${JSON.stringify(name)}; the model has\n${describeLayers(model)}`,
  );
}

import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
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
    { argument: option, requirement: 'the name of a layer' },
  );
}

/** Layers that behave differently in training mode. */
const TRAIN_MODE = new Set([
  'Dropout',
  'SpatialDropout1D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'BatchNormalization',
]);

/** Notes for the record about features taken from the training itself. */
export function trainingNotes(model: LayersModel): string[] {
  const notes = [
    'features of the training steps of the epoch: the weights moved while they were collected, and head and features ' +
      'of one sample belong to different steps',
  ];
  const layers = allLayers(model).flatMap(withWrapped).filter(hasTrainMode);
  if (layers.length > 0) {
    const names = layers.map(layer => `${layer.name} (${layer.getClassName()})`).join(', ');
    notes.push(`layers in training mode: ${names}`);
  }
  return notes;
}

/** What TimeDistributed calls its layer, and Bidirectional the two that it runs. */
interface Wrapper {
  readonly layer?: Layer;
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
}

/** A layer and those inside it. */
function withWrapped(layer: Layer): Layer[] {
  const { layer: wrapped, forwardLayer, backwardLayer } = layer as Wrapper;
  const inside = forwardLayer && backwardLayer ? [forwardLayer, backwardLayer] : wrapped ? [wrapped] : [];
  return [layer, ...inside.flatMap(withWrapped)];
}

/** Recurrent layers have dropout as an option, or their cells do. */
function hasTrainMode(layer: Layer): boolean {
  return TRAIN_MODE.has(layer.getClassName()) || dropsOut(layer.getConfig());
}

function dropsOut({ dropout, recurrentDropout, cell, cells }: Record<string, unknown>): boolean {
  if (Number(dropout) > 0 || Number(recurrentDropout) > 0) return true;
  return [cell, ...(Array.isArray(cells) ? cells : [])].some(inner => {
    const config = (inner as { config?: Record<string, unknown> } | null | undefined)?.config;
    return config !== undefined && dropsOut(config);
  });
}

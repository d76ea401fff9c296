import type { LayersModel } from '@tensorflow/tfjs-layers';
import { allLayers, type Layer } from '../network/layerList.js';

/** Layers that do something else while they train. */
const TRAIN_MODE = new Set([
  'Dropout',
  'SpatialDropout1D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'BatchNormalization',
]);

/** What a reader of the record should know about features taken from the training itself. */
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

/** Recurrent layers drop out by options of their own, or of their cells. */
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

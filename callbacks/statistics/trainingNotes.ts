import type { LayersModel } from '@tensorflow/tfjs-layers';
import { allLayers } from '../features/layerList.js';

/** Layers that do something else while they train. */
const TRAIN_MODE = new Set([
  'Dropout',
  'SpatialDropout1D',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'BatchNormalization',
]);

/** What is to be known of features harvested from the training: the record says it. */
export function trainingNotes(model: LayersModel): string[] {
  const notes = [
    'features of the training steps of the epoch: the weights moved while they were collected, and head and features ' +
      'of one sample belong to different steps',
  ];
  const layers = allLayers(model).filter(layer => TRAIN_MODE.has(layer.getClassName()));
  if (layers.length > 0) {
    const names = layers.map(layer => `${layer.name} (${layer.getClassName()})`).join(', ');
    notes.push(`layers in training mode: ${names}`);
  }
  return notes;
}

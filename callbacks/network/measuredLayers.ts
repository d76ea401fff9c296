import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Layer } from './layerList.js';

/** Where the features of a model are taken. */
export interface MeasuredLayers {
  readonly model: LayersModel;
  /** The classification head; its input is the features, unless `layer` is given. */
  readonly head: Layer;
  /** The layer whose output is the features instead. */
  readonly layer?: Layer;
  /** Further layers whose outputs are measured, in order of depth. */
  readonly depth?: readonly Layer[];
}

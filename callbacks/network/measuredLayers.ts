import { type LayersModel, Sequential } from '@tensorflow/tfjs-layers';
import { mistake } from '../errors.js';
import { findHead } from './findHead.js';
import { type Layer, layerByName } from './layerList.js';

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

/** What of the options says which layers are measured. */
export interface LayerOptions {
  readonly source: 'evaluation' | 'training';
  readonly head?: string | undefined;
  readonly layer?: string | undefined;
  readonly layers: readonly string[];
}

/** @throws ArgumentError if the model has no such layers, or no head */
export function findLayers(model: LayersModel, options: LayerOptions): MeasuredLayers {
  const head = findHead(model, options.head);
  const { layer, layers, source } = options;
  if (source === 'training' && model.outputs.length > 1) {
    throw mistake("source 'training' needs a model with one output", { argument: 'source' });
  }
  return {
    model,
    head,
    ...(layer !== undefined && { layer: layerByName(model, layer, 'layer') }),
    ...(layers.length > 0 && { depth: layers.map(name => layerByName(model, name, 'layers')) }),
  };
}

/**
 * The functional model that does the work. A `Sequential` delegates to an inner one, which has the compiled loss and
 * knows its output layer, and which `fit` hands to callbacks; it is built here if nothing has used the model yet.
 */
export function innerModel(model: LayersModel): LayersModel {
  if (!(model instanceof Sequential)) return model;
  if (innerOf(model) === undefined) model.build();
  return innerOf(model)!;
}

/** Private in the type declarations of tf.js, and its only place. */
function innerOf(model: Sequential): LayersModel | undefined {
  return (model as unknown as { model?: LayersModel | null }).model ?? undefined;
}

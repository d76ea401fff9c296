import type { LayersModel } from '@tensorflow/tfjs-layers';
import { Sequential } from '@tensorflow/tfjs-layers';

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

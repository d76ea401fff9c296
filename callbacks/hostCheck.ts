import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { mistake } from './errors.js';

const ADVICE =
  'Two copies are loaded in one process. See them with `npm ls @tensorflow/tfjs-core @tensorflow/tfjs-layers`; make the ' +
  'versions agree (`npm dedupe`, or "overrides" in package.json), and import tf.js in one way only, not once as a ' +
  'package and once as a bundle.';

/**
 * Throws if a model was made by another copy of tf.js than the one this package uses: instanceof checks inside tf.js
 * then fail in ways that say nothing of the cause.
 */
export function checkHost(model: unknown): asserts model is tfl.LayersModel {
  const looksLikeModel = typeof (model as Partial<tfl.LayersModel> | null)?.predictOnBatch === 'function';
  if (!looksLikeModel) throw notAModel(model);
  if (!(model instanceof tfl.LayersModel)) {
    throw new Error(
      `NeuralCollapse: the model comes from another copy of @tensorflow/tfjs-layers. ${ADVICE}`,
    );
  }
  const variable = model.weights[0]?.read();
  if (variable && variable.constructor !== tf.Variable) {
    throw new Error(
      `NeuralCollapse: the model's weights come from another copy of @tensorflow/tfjs-core. ${ADVICE}`,
    );
  }
}

function notAModel(model: unknown): Error {
  const { executeAsync, then } = (model ?? {}) as { executeAsync?: unknown; then?: unknown };
  const what =
    typeof executeAsync === 'function'
      ? 'it is a graph model, which has no layers to look into. Take its features with its own predict or execute, and ' +
        'measure a tf.LayersModel trained on them, or use summarizeFeatures and computeMetrics'
      : typeof then === 'function'
        ? 'it is a promise: await it first'
        : 'set it with the option model';
  const requirement = 'a tf.LayersModel';
  return mistake(`model must be ${requirement}; ${what}`, { argument: 'model', requirement });
}

/** For a hook that tf.js calls on something that is not our callback: it took the callback for a plain handler. */
export function notOurCallback(): Error {
  return new Error(
    'NeuralCollapse: tf.js does not recognize this callback. Either a plain object stands before it in `callbacks` ' +
      '(put NeuralCollapse first and wrap the object in new tf.CustomCallback(...)), or: ' +
      ADVICE,
  );
}

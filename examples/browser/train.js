import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { makeData } from './data.js';
import { makeNetwork } from './network.js';
import { encodingOf, recipeOf } from './settings.js';

/**
 * Trains a network on the running backend and measures it after every epoch. `sink` takes the records; `afterBatch` is
 * awaited after every batch, which is where a pause waits.
 */
export async function train(settings, { sink, afterBatch }) {
  const encoding = encodingOf(settings);
  const { xs, labels, classNames } = makeData(settings);
  const classes = tf.tensor1d(labels, 'int32');
  const ys = encoding.encode(classes);
  const model = makeNetwork(settings, xs.shape.slice(1), encoding.dim);
  const nc = new NeuralCollapse({
    data: { xs, ys },
    encoding,
    classNames,
    name: nameOf(settings),
    verbose: 0,
    sinks: [sink],
  });
  try {
    const { epochs } = settings;
    const { batch, rate } = recipeOf(settings, encoding.dim);
    const callbacks = [slowing(model.optimizer, rate, epochs), nc];
    callbacks.push(new tfl.CustomCallback({ onBatchEnd: afterBatch }));
    await model.fit(xs, ys, {
      epochs,
      batchSize: batch,
      verbose: 0,
      yieldEvery: 'never',
      callbacks,
    });
  } finally {
    tf.dispose([xs, ys, classes]);
    model.optimizer.dispose();
    model.dispose();
  }
}

/** Half a cosine from the first learning rate to a hundredth of it. */
function slowing(optimizer, first, epochs) {
  return new tfl.CustomCallback({
    onEpochBegin: async epoch => {
      const part = epochs === 1 ? 0 : epoch / (epochs - 1);
      optimizer.setLearningRate(first * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * part))));
    },
  });
}

const nameOf = ({ data, classes }) => `${classes} ${data}`;

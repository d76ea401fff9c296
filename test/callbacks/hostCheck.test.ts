import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, vi } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { QUIET, smallData, smallModel } from '../helpers/smallModel.js';

const require = createRequire(import.meta.url);
/** The same release of tf.js layers from another file: a second copy, as two installed versions would be. */
const otherLayers = () => require('@tensorflow/tfjs-layers/dist/tf-layers.js') as typeof tfl;

it('names the cause when the model comes from a second copy of tfjs-layers', async () => {
  const { xs, ys } = smallData();
  const model = otherLayers().sequential({
    layers: [otherLayers().layers.dense({ units: 3, inputShape: [6] })],
  });
  const make = () => new NeuralCollapse({ ...QUIET, data: { xs, ys }, model: model as never });
  expect(make).toThrow(/another copy of @tensorflow\/tfjs-layers.*npm dedupe/s);
  model.dispose();
});

it('names the cause when fit of a second copy takes the callback for a plain object', async () => {
  const { xs, ys } = smallData();
  const model = otherLayers().sequential({
    layers: [otherLayers().layers.dense({ units: 3, inputShape: [6] })],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
  await expect(model.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [nc] })).rejects.toThrow(
    /tf.js does not recognize this callback.*npm dedupe/s,
  );
  model.dispose();
});

it('names the cause when a plain object stands before it', async () => {
  const { xs, ys } = smallData();
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
  const plain = { onEpochEnd: vi.fn() };
  await expect(
    smallModel().fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [plain, nc] as never }),
  ).rejects.toThrow(/put NeuralCollapse first and wrap the object in new tf.CustomCallback/);
});

it('names the cause when a plain object stands behind it, which tf.js stumbles over', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const { xs, ys } = smallData();
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
  const plain = { onEpochEnd: vi.fn() };
  const train = (callbacks: unknown) =>
    smallModel().fit(xs, ys, { epochs: 1, verbose: 0, callbacks: callbacks as never });
  await expect(train([nc, plain])).rejects.toThrow(/setParams is not a function/);
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /a plain object of handlers stands behind this .*wrap it.*new tf.CustomCallback/s,
      ),
    ],
  ]);
  const layers = await import('@tensorflow/tfjs-layers');
  await train([nc, new layers.CustomCallback(plain)]);
  expect(plain.onEpochEnd).toHaveBeenCalledOnce();
  expect(nc.records).toHaveLength(1);
  expect(warn).toHaveBeenCalledOnce();
  vi.restoreAllMocks();
});

it('names the cause when the weights come from a second copy of tfjs-core', async () => {
  const { xs, ys } = smallData();
  const model = smallModel();
  class Variable extends tf.Variable {}
  vi.spyOn(model.weights[0]!, 'read').mockReturnValue(Object.create(Variable.prototype) as tf.Tensor);
  const make = () => new NeuralCollapse({ ...QUIET, data: { xs, ys }, model });
  expect(make).toThrow(/another copy of @tensorflow\/tfjs-core/);
  vi.restoreAllMocks();
});

it('says what a model is that is none of layers', () => {
  const { xs, ys } = smallData();
  const make = (model: unknown) => () =>
    new NeuralCollapse({ ...QUIET, data: { xs, ys }, model: model as never });
  const graph = { predict: () => xs, execute: () => xs, executeAsync: async () => xs };
  expect(make(graph)).toThrow(
    /model must be a tf\.LayersModel; it is a graph model, which has no layers to look into\. Take its features/,
  );
  expect(make(Promise.resolve(smallModel()))).toThrow(/it is a promise: await it first/);
  expect(make({})).toThrow(/set it with the option model/);
});

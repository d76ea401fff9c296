import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TensorBatches } from '../../../callbacks/data/batches.js';
import type { MeasuredLayers } from '../../../callbacks/network/measuredLayers.js';
import { disposeBatch, type ForwardBatch, forwardPasses } from '../../../callbacks/taps/forwardPasses.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

let model: ReturnType<typeof sequential>;
let body: MeasuredLayers['head'];
let head: MeasuredLayers['head'];
let xs: tf.Tensor;
let ys: tf.Tensor;

beforeAll(() => {
  model = sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [2], activation: 'relu' }),
      layers.dense({ units: 2 }),
      layers.activation({ activation: 'softmax' }),
    ],
  });
  [body, head] = [model.layers[0]!, model.layers[1]!];
  xs = tf.randomNormal([5, 2], 0, 1, 'float32', 1);
  ys = tf.tensor1d([0, 1, 0, 1, 0], 'int32');
});
afterAll(() => {
  model.dispose();
  tf.dispose([xs, ys]);
});

async function all(
  layers: MeasuredLayers,
  visit: (batch: ForwardBatch) => void = disposeBatch,
): Promise<void> {
  for await (const batch of forwardPasses(layers, new TensorBatches('data', { xs, ys }, 2))) visit(batch);
}

describe('forwardPasses', () => {
  it('hands over what the head gets and what the model says, and keeps nothing', async () => {
    const wanted = tf.tidy(() => [body.apply(xs), model.predict(xs)] as tf.Tensor[]);
    await expectNoLeakedTensors(async () => {
      const found: ForwardBatch[] = [];
      await all({ model, head, depth: [body] }, batch => void found.push(batch));
      const joined = tf.tidy(() => [
        tf.concat(found.map(({ features }) => features)),
        tf.concat(found.map(({ outputs }) => outputs)),
        tf.concat(found.map(({ depth }) => depth[0]!)),
        tf.concat(found.map(({ targets }) => targets as tf.Tensor1D)),
      ]);
      const [features, outputs, depth, targets] = await Promise.all(joined.map(tensor => tensor.array()));
      // The same kernels on the same numbers, in other batches.
      const near = (a: unknown, b: unknown) =>
        (a as number[][]).flat().forEach((x, i) => {
          expect(Math.abs(x - (b as number[][]).flat()[i]!)).toBeLessThan(1e-6);
        });
      near(features, await wanted[0]!.array());
      near(depth, await wanted[0]!.array());
      near(outputs, await wanted[1]!.array());
      expect(targets).toEqual([0, 1, 0, 1, 0]);
      tf.dispose(joined);
      found.forEach(disposeBatch);
    });
    tf.dispose(wanted);
  });

  it.each([
    ['the layer', (silent: MeasuredLayers['head']): MeasuredLayers => ({ model, head, layer: silent })],
    [
      'a further layer',
      (silent: MeasuredLayers['head']): MeasuredLayers => ({ model, head, depth: [body, silent] }),
    ],
  ])('names %s that is not part of the model, and leaves nothing', async (_, layersOf) => {
    const silent = layers.dense({ units: 2, name: 'elsewhere' });
    await expectNoLeakedTensors(async () => {
      await expect(all(layersOf(silent))).rejects.toThrow("layer 'elsewhere' computes nothing to measure");
    });
  });
});

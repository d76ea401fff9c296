import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { featureDecay } from '../../layers/index.js';
import { ArgumentError } from '../../src/base/argumentError.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { dense, smallData } from '../helpers/smallModel.js';

const P = 0.3;

/** dense4 (tanh) - decay - dense3, and the features as a second output. */
function network(p: number | undefined) {
  const input = tfl.input({ shape: [6] });
  const features = dense({ units: 4, activation: 'tanh' }, 1).apply(input) as tfl.SymbolicTensor;
  const handed = p === undefined ? features : (featureDecay({ p }).apply(features) as tfl.SymbolicTensor);
  const outputs = dense({ units: 3 }, 2).apply(handed) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: [outputs, handed] });
  onTestFinished(() => void model.dispose());
  return model;
}

type Network = ReturnType<typeof network>;

/** Squared error, with p·mean_i ‖h_i‖² written out where it is asked for. */
function lossOf(model: Network, xs: tf.Tensor, ys: tf.Tensor, explicit = 0): tf.Scalar {
  return tf.tidy(() => {
    const [outputs, features] = model.apply(xs, { training: true }) as [tf.Tensor, tf.Tensor];
    const penalty = tf.mul(explicit, tf.mean(tf.sum(tf.square(features), -1)));
    return tf.add<tf.Scalar>(tf.losses.meanSquaredError(ys, outputs), penalty);
  });
}

/** dL/dw of every weight, in the order of the model. */
function gradients(model: Network, loss: () => tf.Scalar): number[][] {
  return tf.tidy(() => {
    const { grads } = tf.variableGrads(loss);
    return model.trainableWeights.map(weight => [...grads[(weight.read() as tf.Variable).name]!.dataSync()]);
  });
}

function expectClose(got: readonly number[][], want: readonly number[][], tolerance: number): void {
  const largest = Math.max(...want.flat().map(Math.abs));
  got.forEach((row, i) => {
    row.forEach((value, j) => {
      expect(Math.abs(value - want[i]![j]!) / largest).toBeLessThan(tolerance);
    });
  });
}

describe('the gradient', () => {
  it('is that of the penalty written out, in every weight', () => {
    const { xs, ys } = smallData();
    const [decayed, plain] = [network(P), network(undefined)];
    const got = gradients(decayed, () => lossOf(decayed, xs, ys));
    const want = gradients(plain, () => lossOf(plain, xs, ys, P));
    const without = gradients(plain, () => lossOf(plain, xs, ys));
    // Sums of a few dozen float32 products, in another order.
    expectClose(got, want, 1e-5);
    expect(() => expectClose(got, without, 1e-2)).toThrow();
  });

  it('is that of central differences of loss and penalty', () => {
    const { xs, ys } = smallData();
    const model = network(P);
    const [got] = gradients(model, () => lossOf(model, xs, ys));
    const kernel = model.trainableWeights[0]!;
    const values = [...kernel.read().dataSync()];
    const step = 1e-2;
    const lossAt = (j: number, change: number) =>
      tf.tidy(() => {
        const moved = values.map((value, i) => (i === j ? value + change : value));
        kernel.write(tf.tensor(moved, kernel.shape as number[]));
        return lossOf(model, xs, ys, P).dataSync()[0]!;
      });
    const want = values.map((_, j) => (lossAt(j, step) - lossAt(j, -step)) / (2 * step));
    // Third derivatives times step² and the rounding of the loss over the step: 1e-4 and 1e-5 of the largest.
    expectClose([got!], [want], 1e-3);
  });

  it('counts all numbers of a sample of any shape, and the samples of the batch', () => {
    const layer = featureDecay({ p: P });
    const h = tf.randomNormal([5, 2, 3, 4], 0, 1, 'float32', 1);
    const gradient = tf.grad(x => tf.sum(layer.apply(x) as tf.Tensor))(h);
    const want = [...h.dataSync()].map(value => 1 + (2 * P * value) / 5);
    expectClose([[...gradient.dataSync()]], [want], 1e-6);
    tf.dispose([h, gradient]);
  });
});

it('hands its input on as it is, and leaves no tensor behind', async () => {
  const layer = featureDecay({ p: P, name: 'decay' });
  expect([layer.name, layer.getClassName()]).toEqual(['decay', 'FeatureDecay']);
  const h = tf.tensor2d([
    [1, -2],
    [0, 3],
  ]);
  const handed = layer.apply(h) as tf.Tensor;
  expect(await handed.array()).toEqual([
    [1, -2],
    [0, 3],
  ]);
  handed.dispose();
  // The input is still there.
  expect(await h.array()).toEqual([
    [1, -2],
    [0, 3],
  ]);
  await expectNoLeakedTensors(() => {
    const gradient = tf.grad(x => tf.sum(layer.apply(x) as tf.Tensor))(h);
    gradient.dispose();
  });
  h.dispose();
});

it('is saved and loaded with its model', async () => {
  const { xs } = smallData();
  const model = network(P);
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save({
    save: async artifacts => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    },
  });
  // Through JSON, as a file has it.
  const topology = JSON.parse(JSON.stringify(saved!.modelTopology));
  const loaded = await tfl.loadLayersModel({ load: async () => ({ ...saved!, modelTopology: topology }) });
  onTestFinished(() => void loaded.dispose());
  const layer = loaded.layers.find(one => one.getClassName() === 'FeatureDecay')!;
  expect(layer.getConfig()).toMatchObject({ p: P, name: model.layers[2]!.name });
  const [got, want] = [loaded, model].map(one =>
    tf.tidy(() => [...(one.predict(xs) as tf.Tensor[])[0]!.dataSync()]),
  );
  expect(got).toEqual(want);
});

it.each([[-1], [Number.NaN], [Number.POSITIVE_INFINITY], ['0.1'], [undefined], [null]])(
  'refuses p = %s',
  p => {
    const make = () => featureDecay({ p: p as number });
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(/^featureDecay: p must be a finite number, at least 0, received /);
  },
);

it('refuses to be made without options', () => {
  expect(() => featureDecay(undefined as never)).toThrow(
    /^featureDecay: options must be \{ p \}, received undefined/,
  );
});

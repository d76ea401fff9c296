import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';

const fitArgs = { verbose: 0, batchSize: 9 } as const;

async function measured(options: NeuralCollapseOptions, model: tfl.LayersModel = smallModel()) {
  const nc = new NeuralCollapse({ ...QUIET, model, ...options });
  const record = await nc.measure(0);
  await nc.close();
  return record;
}

describe('features beyond featureMemory', () => {
  it('are passed over twice, with the same metrics', async () => {
    const { xs, ys } = smallData(40);
    const model = smallModel();
    const data = { xs, ys };
    const once = await measured({ data, batchSize: 50 }, model);
    expect(once.measured.source).toEqual({ kind: 'evaluation', passes: 1 });
    // 120 samples of 8 features are 3840 bytes: the second batch of 50 does not fit.
    const twice = await measured({ data, batchSize: 50, featureMemory: 2000 }, model);
    expect(twice.measured.source).toEqual({ kind: 'evaluation', passes: 2 });
    expect(Object.keys(twice.metrics)).toEqual(Object.keys(once.metrics));
    for (const [id, value] of Object.entries(once.metrics)) {
      // The bar of every metric; what is zero by construction to float32.
      const error = Math.abs(twice.metrics[id as MetricId]! - value);
      expect(error, id).toBeLessThan(1e-3 * Math.abs(value) + 1e-6);
    }
    const at = ({ outliers }: typeof once) =>
      'absent' in outliers ? [] : outliers.map(({ index }) => index);
    expect(at(twice)).toEqual(at(once));
  });

  it('leak no tensors', async () => {
    const { xs, ys } = smallData();
    const options = { data: { xs, ys }, featureMemory: 100, layers: ['hidden'] };
    const model = smallModel();
    await expectNoLeakedTensors(() => measured(options, model));
  });
});

describe("source 'training'", () => {
  /** Weights that do not move: then the training's own passes show what an evaluation shows. */
  function frozen(): tfl.Sequential {
    const model = smallModel();
    model.compile({ optimizer: tf.train.sgd(0), loss: 'meanSquaredError' });
    return model;
  }

  it('gives the metrics of an evaluation where the weights stand still', async () => {
    const { xs, ys } = smallData();
    const model = frozen();
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    const reference = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await model.fit(xs, ys, { ...fitArgs, epochs: 2, validationData: [xs, ys], callbacks: [nc, reference] });
    expect(nc.records.map(({ epoch }) => epoch)).toEqual([0, 1]);
    for (const [i, { metrics, absent, measured: on }] of nc.records.entries()) {
      expect(on).toMatchObject({ samples: 36, source: { kind: 'training' }, encodingSource: 'found' });
      const expected = reference.records[i]!.metrics;
      expect(Object.keys(expected).filter(id => !(id in metrics))).toEqual(['nc4.ncc']);
      expect(absent['nc4.ncc']).toMatch(/./);
      for (const [id, value] of Object.entries(metrics)) {
        const error = Math.abs(expected[id as MetricId]! - value);
        expect(error, id).toBeLessThan(1e-3 * Math.abs(value) + 1e-6);
      }
    }
  });

  it('does not change the training', async () => {
    const { xs, ys } = smallData();
    const train = async (callbacks: tfl.CustomCallback[] | tfl.Callback[]) => {
      const model = smallModel();
      await model.fit(xs, ys, {
        ...fitArgs,
        shuffle: false,
        epochs: 3,
        callbacks: callbacks as tfl.Callback[],
      });
      return model.getWeights().map(weight => [...weight.dataSync()]);
    };
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    expect(await train([nc])).toEqual(await train([]));
    expect(nc.records.length).toBe(3);
  });

  it('says which layers were in training mode', async () => {
    const { xs, ys } = smallData();
    const model = compiled(
      tfl.sequential({
        layers: [
          dense({ units: 8, inputShape: [6] }, 1),
          tfl.layers.dropout({ rate: 0.5, name: 'drop' }),
          dense({ units: 3 }, 2),
        ],
      }),
    );
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    await model.fit(xs, ys, { ...fitArgs, epochs: 1, callbacks: [nc] });
    expect(nc.records[0]!.measured.source).toMatchObject({
      notes: [expect.stringMatching('weights moved'), 'layers in training mode: drop (Dropout)'],
    });
  });

  it('leaves model and tensors as they were', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    await model.fit(xs, ys, { ...fitArgs, epochs: 1 });
    const losses = (model as unknown as { model: tfl.LayersModel }).model.lossFunctions;
    await expectNoLeakedTensors(async () => {
      const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
      await model.fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: [nc] });
    });
    expect((model as unknown as { model: tfl.LayersModel }).model.lossFunctions).toBe(losses);
    expect(model.layers.some(layer => Object.hasOwn(layer, 'call'))).toBe(false);
  });

  it('has nothing to measure outside of fit', async () => {
    await expect(measured({ source: 'training' })).rejects.toThrow(/has seen no training step of model.fit/);
    const make = (options: object) => () => new NeuralCollapse({ ...QUIET, source: 'training', ...options });
    expect(make({ layers: ['hidden'] })).toThrow(/layers must be left out with source 'training'/);
    expect(make({ source: 'test' })).toThrow(/source must be 'evaluation' or 'training', received "test"/);
  });
});

describe('layers, validationData, ood', () => {
  it('measures further layers in the same pass', async () => {
    const { xs, ys } = smallData();
    const { depth, metrics } = await measured({ data: { xs, ys }, layers: ['hidden', 'head'] });
    expect(depth.map(({ layer, featureDim }) => [layer, featureDim])).toEqual([
      ['hidden', 8],
      ['head', 3],
    ]);
    // The output of the hidden layer is the input of the head.
    expect(depth[0]!.metrics['nc1.pinv']).toBe(metrics['nc1.pinv']);
    expect(depth[0]!.nearestClassCenter).toBeGreaterThan(0.9);
  });

  it('measures validation data beside, and a failure of it costs nothing', async () => {
    const { xs, ys } = smallData();
    const data = { xs, ys };
    const nc = new NeuralCollapse({ ...QUIET, data, validationData: data });
    const model = smallModel();
    const { history } = await model.fit(xs, ys, { ...fitArgs, epochs: 1, callbacks: [nc] });
    const { validation, metrics } = nc.records[0]!;
    expect(validation).toMatchObject({ samples: 36, metrics: { 'nc1.pinv': metrics['nc1.pinv'] } });
    expect(history['val_nc1.pinv']).toEqual([metrics['nc1.pinv']]);
    const oneClass = { xs: tf.slice(xs, 0, 1), ys: tf.slice(ys, 0, 1) };
    const record = await measured({ data, validationData: oneClass }, model);
    expect(record.validation).toEqual({ error: expect.stringMatching('class 1, 2 has none') });
    expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
    tf.dispose(oneClass);
  });

  it('compares validation samples with the class means of the training data', async () => {
    const { xs, ys } = smallData();
    // Labels moved on by one: no sample is near the training mean of its label.
    const moved = tf.tidy(() => tf.concat([tf.slice(ys, [0, 2], [-1, 1]), tf.slice(ys, [0, 0], [-1, 2])], 1));
    const { validation } = await measured({ data: { xs, ys }, validationData: { xs, ys: moved } });
    expect(validation).toMatchObject({ nearestTrainingMean: expect.closeTo(0, 1) });
    const own = await measured({ data: { xs, ys }, validationData: { xs, ys } });
    expect((own.validation as { nearestTrainingMean: number }).nearestTrainingMean).toBeGreaterThan(0.9);
    moved.dispose();
  });

  it('has nc5.ood of inputs alone', async () => {
    const { xs, ys } = smallData();
    const { metrics } = await measured({ data: { xs, ys }, ood: xs });
    expect(metrics['nc5.ood']).toBeGreaterThan(0);
    const { absent } = await measured({ data: { xs, ys } });
    expect(absent['nc5.ood']).toBe('no out-of-distribution samples are given (option ood)');
  });

  it('leaks no tensors', async () => {
    const { xs, ys } = smallData();
    const data = { xs, ys };
    const options = { data, validationData: data, ood: xs, layers: ['hidden'] };
    const model = smallModel();
    await expectNoLeakedTensors(() => measured(options, model));
  });
});

describe('outliers', () => {
  it('are the samples with a wrong label, by their position in the data', async () => {
    const { xs, ys } = smallData(40);
    const wrong = [17, 100];
    const codes = (await ys.array()).map((code, i) =>
      wrong.includes(i) ? [code[2]!, code[0]!, code[1]!] : code,
    );
    const flipped = tf.tensor2d(codes);
    const { outliers } = await measured({ data: { xs, ys: flipped }, outliers: 2 });
    if ('absent' in outliers) throw new Error(outliers.absent);
    expect(outliers.map(({ index }) => index!).sort((a, b) => a - b)).toEqual(wrong);
    expect(outliers[0]!.distance).toBeGreaterThan(outliers[1]!.distance);
    flipped.dispose();
  });

  it('keep their position where a subset is measured', async () => {
    const { xs, ys, labels } = smallData(20);
    const { outliers } = await measured({ data: { xs, ys }, samplesPerClass: 5 });
    if ('absent' in outliers) throw new Error(outliers.absent);
    for (const { index, label } of outliers) expect(labels[index!]).toBe(label);
    expect(Math.max(...outliers.map(({ index }) => index!))).toBeGreaterThan(14);
  });
});

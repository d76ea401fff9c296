import * as tf from '@tensorflow/tfjs-core';
import * as data from '@tensorflow/tfjs-data';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it, vi } from 'vitest';
import { NeuralCollapse, type NeuralCollapseRecord } from '../../callbacks/index.js';
import { metricIds } from '../../src/metrics/registry.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';

const fitArgs = { verbose: 0, batchSize: 9 } as const;

describe('NeuralCollapse in model.fit', () => {
  it('records every epoch with every metric', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, ood: xs });
    await smallModel().fit(xs, ys, { ...fitArgs, epochs: 3, callbacks: [nc] });
    expect(nc.records.map(record => record.epoch)).toEqual([0, 1, 2]);
    expect(Object.keys(nc.records[2]!.metrics).sort()).toEqual([...metricIds].sort());
    expect(nc.records[2]!.absent).toEqual({});
  });

  it('is a Callback of the host', () => {
    const { xs, ys } = smallData();
    expect(new NeuralCollapse({ ...QUIET, data: { xs, ys } })).toBeInstanceOf(tfl.Callback);
  });

  it('puts metrics into logs under the prefix, so that History and EarlyStopping see them', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, prefix: 'train/' });
    // Stops as soon as nc1 has not improved by 10^9, that is after the second epoch, if it is there to be seen.
    const stop = tfl.callbacks.earlyStopping({
      monitor: 'train/nc1.pinv',
      mode: 'min',
      minDelta: 1e9,
      patience: 1,
    });
    const history = await smallModel().fit(xs, ys, { ...fitArgs, epochs: 9, callbacks: [nc, stop] });
    expect(history.history['train/nc1.pinv']).toEqual(nc.records.map(record => record.metrics['nc1.pinv']));
    expect(nc.records.length).toBe(2);
  });

  it('measures every n-th epoch and the last one', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, every: 3 });
    await smallModel().fit(xs, ys, { ...fitArgs, epochs: 6, callbacks: [nc] });
    expect(nc.records.map(record => record.epoch)).toEqual([0, 3, 5]);
  });

  it('measures the last epoch also where the training stops before its time', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, every: 4 });
    const args = { ...fitArgs, epochs: 9, callbacks: [nc, new StopAfter(2)] };
    await smallModel().fit(xs, ys, args);
    expect(nc.records.map(record => record.epoch)).toEqual([0, 2]);
  });

  it('keeps the latest records only where that is asked for, and the terminal phase of all', async () => {
    const { xs, ys } = smallData();
    const [all, some] = [undefined, 2].map(
      keepRecords => new NeuralCollapse({ ...QUIET, data: { xs, ys }, keepRecords }),
    );
    await smallModel().fit(xs, ys, { ...fitArgs, epochs: 5, callbacks: [all!, some!] });
    expect(all!.records).toHaveLength(5);
    expect(some!.records.map(({ epoch }) => epoch)).toEqual([3, 4]);
    expect(some!.records.map(({ terminalPhase }) => terminalPhase)).toEqual(
      all!.records.slice(-2).map(({ terminalPhase }) => terminalPhase),
    );
  });

  it('releases what it holds when a measurement fails within fit', async () => {
    const { xs, ys } = smallData();
    const leftBehind = async (samplesPerClass?: number) => {
      const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, samplesPerClass, onError: 'throw' });
      const model = smallModel();
      const before = tf.memory().numTensors;
      const args = { ...fitArgs, epochs: 3, callbacks: [new DivergeAt(1), nc] };
      await expect(model.fit(xs, ys, args)).rejects.toThrow(/has the training diverged/);
      return tf.memory().numTensors - before;
    };
    // tf.js leaves the losses of a failed fit behind; the copied subset must not come on top.
    expect(await leftBehind(4)).toBe(await leftBehind());
  });

  it('warns when two callbacks write the same logs, and keeps their metrics apart', async () => {
    const { xs, ys } = smallData();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const both = [1, 2].map(() => new NeuralCollapse({ ...QUIET, data: { xs, ys } }));
    await smallModel().fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: both });
    expect(warn.mock.calls).toEqual([
      [expect.stringMatching(/two callbacks write 'nc1.ratio' into the logs/)],
    ]);
    expect(Object.keys(both[1]!.records[1]!.logs)).toEqual(['loss', 'acc']);
    vi.restoreAllMocks();
  });

  it('works with several callbacks side by side, and goes on when fit is called again', async () => {
    const { xs, ys } = smallData();
    const first = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    const second = new NeuralCollapse({ ...QUIET, data: { xs, ys }, layer: 'hidden', prefix: 'h.' });
    const model = smallModel();
    await model.fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: [first, second] });
    await model.fit(xs, ys, { ...fitArgs, initialEpoch: 2, epochs: 4, callbacks: [first] });
    // The output of `hidden` is the input of `head`: the same features.
    expect(second.records[1]!.metrics).toEqual(first.records[1]!.metrics);
    expect(first.records.map(record => record.epoch)).toEqual([0, 1, 2, 3]);
  });

  it('agrees with model.evaluate on loss and accuracy', async () => {
    const { xs, ys } = smallData();
    for (const [loss, softmax] of [
      ['meanSquaredError', false],
      ['categoricalCrossentropy', true],
    ] as const) {
      const model = smallModel({ loss, softmax });
      const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
      await model.fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: [nc] });
      const [evaluatedLoss, evaluatedAccuracy] = tf.tidy(() =>
        (model.evaluate(xs, ys, { batchSize: 36 }) as tf.Scalar[]).map(scalar => scalar.dataSync()[0]!),
      );
      // Float32 sums in another order.
      expect(nc.records[1]!.metrics['train.loss']! / evaluatedLoss!).toBeCloseTo(1, 5);
      expect(nc.records[1]!.metrics['train.accuracy']).toBeCloseTo(evaluatedAccuracy!, 6);
    }
  });

  it('leaks no tensor over 50 epochs', async () => {
    const { xs, ys } = smallData();
    const before = new TensorCount();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, samplesPerClass: 5 });
    const after = new TensorCount();
    const model = smallModel();
    await model.fit(xs, ys, { ...fitArgs, epochs: 50, callbacks: [before, nc, after] });
    // tf.js itself keeps the losses of each epoch until the training ends, so the count grows between epochs.
    expect(after.counts).toEqual(before.counts);
    const start = tf.memory().numTensors;
    await model.fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: [nc] });
    expect(tf.memory().numTensors).toBe(start);
  });
});

describe('NeuralCollapse with other ways to train', () => {
  it('works with fitDataset and measures a tf.data dataset', async () => {
    const { xs, ys } = smallData();
    const rows = data.zip({
      xs: data.array(xs.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
      ys: data.array(ys.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
    } as never);
    const dataset = rows.batch(10) as unknown as data.Dataset<never>;
    const byDataset = new NeuralCollapse({ ...QUIET, data: dataset as never });
    const byTensors = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await smallModel().fitDataset(dataset, { epochs: 2, verbose: 0, callbacks: [byDataset, byTensors] });
    expectSameMetrics(byDataset.records[1]!, byTensors.records[1]!);
  });

  it('measures by hand in a custom loop, also through a function that returns an iterable', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    function* halves() {
      yield { xs: tf.slice(xs, 0, 20), ys: tf.slice(ys, 0, 20) };
      yield { xs: tf.slice(xs, 20), ys: tf.slice(ys, 20) };
    }
    const nc = new NeuralCollapse({ ...QUIET, data: halves, model });
    const byTensors = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model });
    await expectNoLeakedTensors(async () => {
      await nc.measure(0, { loss: 0.5 });
      await byTensors.measure(0);
      await nc.close();
    });
    expect(nc.records[0]!.logs).toEqual({ loss: 0.5 });
    expectSameMetrics(nc.records[0]!, byTensors.records[0]!);
  });

  it('measures a Sequential that nothing has used yet, and the loss of one that is compiled', async () => {
    const { xs, ys } = smallData();
    const fresh = tfl.sequential({ layers: [dense({ units: 3, inputShape: [6] }, 1)] });
    const record = await new NeuralCollapse({ ...QUIET, data: { xs, ys }, model: fresh }).measure(0);
    expect(record.absent['train.loss']).toBe('the model is not compiled');
    fresh.dispose();
    const { metrics } = await new NeuralCollapse({ ...QUIET, data: { xs, ys }, model: smallModel() }).measure(
      0,
    );
    expect(metrics['train.loss']).toBeGreaterThan(0);
  });

  it('reads integer labels, one-hot labels and the labels of other encodings alike', async () => {
    const { xs, ys, labels } = smallData();
    const model = smallModel();
    const integers = tf.tensor1d(labels, 'float32');
    const smoothed = tf.tidy(() => tf.add(tf.mul(ys, 0.9), 0.1 / 3));
    const records = [];
    for (const targets of [ys, integers, smoothed]) {
      const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys: targets }, model });
      records.push(await nc.measure(0));
    }
    tf.dispose([integers, smoothed]);
    expect(records[1]!.metrics).toEqual(records[0]!.metrics);
    expect(records[2]!.metrics['nc4.ncc']).toBe(records[0]!.metrics['nc4.ncc']);
    expect(records.map(record => record.measured.encoding)).toEqual([
      'one-hot',
      'one-hot',
      'label-smoothing(0.1)',
    ]);
    expect(records[2]!.absent['nc3.dual']).toMatch(/one-hot targets only/);
  });

  it('works with sparse cross-entropy, whichever form the measured labels have', async () => {
    const { xs, ys, labels } = smallData();
    const integers = tf.tensor2d(labels, [36, 1]);
    const model = smallModel({ loss: 'sparseCategoricalCrossentropy', softmax: true });
    const byIntegers = new NeuralCollapse({ ...QUIET, data: { xs, ys: integers } });
    const byCodes = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await model.fit(xs, integers, { ...fitArgs, epochs: 2, callbacks: [byIntegers, byCodes] });
    expect(byIntegers.records[1]!.metrics).toEqual(byCodes.records[1]!.metrics);
    expect(byCodes.records[1]!.metrics['train.loss']).toBeGreaterThan(0);
    integers.dispose();
  });

  it('measures a network with one output, two classes and a sigmoid', async () => {
    const { xs, labels } = smallData(12, 2);
    const targets = tf.tensor1d(labels, 'float32');
    const layers = [
      dense({ units: 5, inputShape: [6], activation: 'tanh' }, 1),
      dense({ units: 1, activation: 'sigmoid' }, 2),
    ];
    const model = compiled(tfl.sequential({ layers }), 'binaryCrossentropy');
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys: targets } });
    await model.fit(xs, targets, { ...fitArgs, epochs: 20, callbacks: [nc] });
    const { measured, metrics, absent } = nc.records.at(-1)!;
    expect(measured).toMatchObject({ classes: 2, counts: [12, 12] });
    expect(metrics['train.accuracy']).toBe(1);
    expect(absent['nc3.dual']).toMatch(/one-hot targets only/);
    targets.dispose();
  });

  it('measures a fixed balanced subset', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model, samplesPerClass: 4, seed: 3 });
    const again = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model, samplesPerClass: 4, seed: 3 });
    const record = await nc.measure(0);
    expect(record.measured.counts).toEqual([4, 4, 4]);
    expect((await nc.measure(1)).metrics).toEqual(record.metrics);
    expect((await again.measure(0)).metrics).toEqual(record.metrics);
    await nc.close();
    await again.close();
  });
});

describe('NeuralCollapse on other models', () => {
  it('finds the head of functional and nested models', async () => {
    const { xs, ys } = smallData();
    const input = tfl.input({ shape: [6] });
    const hidden = dense({ units: 8, activation: 'relu' }, 1);
    const last = dense({ units: 3, name: 'last' }, 2);
    const functional = compiled(
      tfl.model({ inputs: input, outputs: last.apply(hidden.apply(input)) as tfl.SymbolicTensor }),
    );
    const body = tfl.sequential({ layers: [dense({ units: 8, inputShape: [6], activation: 'relu' }, 1)] });
    const top = tfl.sequential({ layers: [dense({ units: 3, inputShape: [8], name: 'inner' }, 2)] });
    const nested = compiled(
      tfl.sequential({ layers: [body, top, tfl.layers.activation({ activation: 'softmax' })] }),
    );
    const records = await Promise.all(
      [functional, nested].map(model => new NeuralCollapse({ ...QUIET, data: { xs, ys }, model }).measure(0)),
    );
    expect(records.map(record => record.measured.head)).toEqual(['last', 'inner']);
    // The same seeded weights, so the same features.
    expect(records[1]!.metrics['nc1.pinv']).toBeCloseTo(records[0]!.metrics['nc1.pinv']!, 5);
  });

  it('measures in inference mode: dropout off, batch-norm with its moving averages', async () => {
    const { xs, ys } = smallData();
    const model = compiled(
      tfl.sequential({
        layers: [
          dense({ units: 8, inputShape: [6], activation: 'relu' }, 1),
          tfl.layers.batchNormalization(),
          tfl.layers.dropout({ rate: 0.5 }),
          dense({ units: 3 }, 2),
        ],
      }),
    );
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await model.fit(xs, ys, { ...fitArgs, epochs: 1, callbacks: [nc] });
    const again = await nc.measure(1);
    expect(again.metrics).toEqual(nc.records[0]!.metrics);
    await nc.close();
  });

  it('does not add weights and leaves the layers as they were', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    const before = model.countParams();
    const own = model.layers.map(layer => Object.hasOwn(layer, 'call'));
    await new NeuralCollapse({ ...QUIET, data: { xs, ys }, model }).measure(0);
    expect(model.countParams()).toBe(before);
    expect(model.layers.map(layer => Object.hasOwn(layer, 'call'))).toEqual(own);
  });

  it('says why metrics of the head are absent when another layer is measured', async () => {
    const { xs, ys } = smallData();
    const model = compiled(
      tfl.sequential({
        layers: [
          dense({ units: 7, inputShape: [6], name: 'early' }, 1),
          dense({ units: 8 }, 2),
          dense({ units: 3, name: 'head' }, 3),
        ],
      }),
    );
    const record = await new NeuralCollapse({ ...QUIET, data: { xs, ys }, model, layer: 'early' }).measure(0);
    expect(record.measured).toMatchObject({ layer: 'early', side: 'output', featureDim: 7 });
    expect(record.absent['nc3.dual']).toBe("layer 'early' is not what the head 'head' gets");
    expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
  });
});

function expectSameMetrics(a: NeuralCollapseRecord, b: NeuralCollapseRecord): void {
  expect(Object.keys(a.metrics)).toEqual(Object.keys(b.metrics));
  // The same float32 features in batches of another size: rounding of the matrix products differs.
  for (const [id, value] of Object.entries(a.metrics)) {
    expect(value / b.metrics[id as keyof typeof b.metrics]!, id).toBeCloseTo(1, 4);
  }
}

/** The number of tensors at the end of each epoch. */
class TensorCount extends tfl.Callback {
  readonly counts: number[] = [];
  override async onEpochEnd(): Promise<void> {
    this.counts.push(tf.memory().numTensors);
  }
}

class StopAfter extends tfl.Callback {
  constructor(private readonly last: number) {
    super();
  }
  override async onEpochEnd(epoch: number): Promise<void> {
    if (epoch === this.last) this.model.stopTraining = true;
  }
}

/** Makes every weight NaN at the end of an epoch. */
class DivergeAt extends tfl.Callback {
  constructor(private readonly epoch: number) {
    super();
  }
  override async onEpochEnd(epoch: number): Promise<void> {
    if (epoch !== this.epoch) return;
    tf.tidy(() =>
      this.model.setWeights(this.model.getWeights().map(weight => tf.fill(weight.shape, Number.NaN))),
    );
  }
}

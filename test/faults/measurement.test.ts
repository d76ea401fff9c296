import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const warnings = mutedWarnings();

const fitArgs = { verbose: 0, batchSize: 12 } as const;

/** Sets every weight of the model at the end of an epoch, before it is measured. */
class Weights extends tfl.Callback {
  #saved: tf.Tensor[] = [];

  constructor(
    private readonly when: number,
    private readonly value: number,
    /** Epochs later the weights are as they were */
    private readonly lasting = Number.POSITIVE_INFINITY,
  ) {
    super();
  }

  override async onEpochEnd(epoch: number): Promise<void> {
    const model = this.model as tfl.LayersModel;
    if (epoch === this.when) {
      this.#saved = tf.tidy(() => model.getWeights().map(weight => tf.keep(tf.clone(weight))));
      tf.tidy(() => model.setWeights(this.#saved.map(weight => tf.fill(weight.shape, this.value))));
    }
    if (epoch !== this.when + this.lasting) return;
    model.setWeights(this.#saved);
    this.dispose();
  }

  dispose(): void {
    tf.dispose(this.#saved);
    this.#saved = [];
  }
}

/** Trains six epochs into a run folder; expects that all are trained and that no tensor stays. */
async function trained(
  options: Partial<NeuralCollapseOptions>,
  { model = smallModel(), before = [] as tfl.Callback[], epochs = 6 } = {},
) {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  await model.fit(xs, ys, { ...fitArgs, epochs: 1 });
  const tensors = tf.memory().numTensors;
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, ...options });
  const { epoch } = await model.fit(xs, ys, { ...fitArgs, epochs, callbacks: [...before, nc] });
  for (const callback of before) (callback as Partial<Weights>).dispose?.();
  expect(epoch).toHaveLength(epochs);
  expect(tf.memory().numTensors).toBe(tensors);
  const run = readRun(join(logdir, 'a'));
  expect(run.records).toEqual(JSON.parse(JSON.stringify(nc.records)));
  const lines = readFileSync(join(logdir, 'a', 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return {
    nc,
    run,
    epochs: run.records.map(record => record.epoch),
    lines: lines.map(line => JSON.parse(line)),
  };
}

describe('a network that diverges', () => {
  it('is said once, kept in the log, and trained on; what was measured before is there', async () => {
    const { epochs, run, lines } = await trained({}, { before: [new Weights(2, Number.NaN)] });
    expect(epochs).toEqual([0, 1]);
    expect(warnings()).toEqual([
      "NeuralCollapse: epoch 2, input of layer 'head': the network's outputs must be finite; 36 of 36 samples have NaN or " +
        'infinite ones (has the training diverged?); not measured, the training goes on',
    ]);
    expect(lines.slice(2).map(({ schema, epoch, level }) => [schema, epoch, level])).toEqual(
      [2, 3, 4, 5].map(epoch => ['tfjs-nc.failure/1', epoch, 'error']),
    );
    expect(lines[3].logs.loss).toBeNull();
    expect(run.problems).toEqual([
      expect.stringMatching(
        /^4 epochs were not measured; the first one: epoch 2 was not measured: .*diverged/,
      ),
      expect.stringMatching(/^the last one: epoch 5 was not measured: /),
    ]);
    expect(readFileSync(join(run.folder, 'report.html'), 'utf8')).toContain('4 epochs were not measured');
  });

  it('is measured again when it has recovered', async () => {
    const { epochs } = await trained({}, { before: [new Weights(1, Number.NaN, 2)] });
    expect(epochs).toEqual([0, 3, 4, 5]);
  });

  it('by its learning rate, from the first epoch on, is trained to its end', async () => {
    const model = smallModel();
    model.compile({ optimizer: tf.train.sgd(1e30), loss: 'meanSquaredError' });
    const { epochs, lines } = await trained({}, { model, epochs: 3 });
    expect(epochs).toEqual([]);
    expect(lines).toHaveLength(3);
  });

  it('ends the training where that is asked for', async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, onError: 'throw' });
    const callbacks = [new Weights(1, Number.NaN), nc];
    await expect(smallModel().fit(xs, ys, { ...fitArgs, epochs: 6, callbacks })).rejects.toThrow(
      /^NeuralCollapse: epoch 1, .*has the training diverged/,
    );
    expect(nc.records).toHaveLength(1);
    for (const callback of callbacks) if (callback instanceof Weights) callback.dispose();
  });

  it('in the passes of the training itself, too', async () => {
    const before = [new Weights(1, Number.NaN)];
    const { epochs } = await trained({ source: 'training', data: undefined }, { before });
    // Features and outputs of epoch 1 were finite, but the head no longer is.
    expect(epochs).toEqual([0]);
    expect(warnings()).toEqual([
      expect.stringMatching(/^NeuralCollapse: epoch 1, .*; not measured, the training/),
    ]);
  });
});

it('ends an epoch whose targets cannot be read from the passes of the training, then says so', async () => {
  const { xs, labels } = smallData(400);
  const codes = tf.tensor2d(labels.map(k => [k, 1 - k, 0.5]));
  const model = smallModel();
  const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
  let batches = 0;
  const onBatchEnd = async () => void batches++;
  const counting = new tfl.CustomCallback({ onBatchEnd });
  // More rows than are collected before they are looked at, between two steps.
  await expect(
    model.fit(xs, codes, { epochs: 2, batchSize: 100, verbose: 0, callbacks: [nc, counting] }),
  ).rejects.toThrow(/epoch 0, .*source 'training' needs one-hot, smoothed or integer targets/);
  expect(batches).toBe(12);
  expect(model.layers.some(layer => Object.hasOwn(layer, 'call'))).toBe(false);
  codes.dispose();
});

it('measures weights that have exploded, without a number that is not finite', async () => {
  const model = compiled(
    tfl.sequential({
      layers: [dense({ units: 8, inputShape: [6], name: 'hidden' }, 1), dense({ units: 3, name: 'head' }, 2)],
    }),
  );
  for (const size of [1e8, 1e12, 1e15, 1e25]) {
    const { lines } = await trained({}, { model, before: [new Weights(1, size, 1)], epochs: 3 });
    expect(JSON.stringify(lines.map(({ logs: _, ...line }) => line))).not.toContain('null');
    expect(lines).toHaveLength(3);
  }
});

it('measures features that are all zero, and says why metrics are absent', async () => {
  const model = compiled(
    tfl.sequential({
      layers: [
        dense({ units: 8, inputShape: [6], activation: 'relu', name: 'hidden' }, 1),
        dense({ units: 3, name: 'head' }, 2),
      ],
    }),
  );
  // Every unit is dead: nothing moves but the bias of the head.
  model.layers[0]!.setWeights(tf.tidy(() => [tf.zeros([6, 8]), tf.fill([8], -1)]));
  const { epochs, run } = await trained({}, { model, epochs: 2 });
  expect(epochs).toEqual([0, 1]);
  const { metrics, absent, norms } = run.records[1]!;
  expect(norms.classMeans).toEqual([0, 0, 0]);
  expect(metrics['train.accuracy']).toBeGreaterThan(0);
  expect(absent['nc1.pinv']).toMatch(/./);
  expect(absent['nc2.cos']).toMatch(/./);
  expect(JSON.stringify({ ...run.records[1], logs: {} })).not.toContain('null');
  expect(warnings()).toEqual([]);
});

describe('a stream of measured data', () => {
  /** The rows, in batches of 12; `change` may replace or break a batch of a pass. */
  function stream(change: (pass: number, batch: number) => 'as it is' | 'without class 2' | 'broken') {
    const { xs, ys, labels } = smallData();
    const others = labels.flatMap((k, i) => (k === 2 ? [] : [i]));
    let passes = 0;
    return async function* () {
      const pass = passes++;
      for (let batch = 0; batch < 3; batch++) {
        const how = change(pass, batch);
        if (how === 'broken') throw new Error(`batch ${batch} cannot be read`);
        const rows = how === 'as it is' ? labels.map((_, i) => i) : others;
        const index = tf.tensor1d(rows.slice(12 * batch, 12 * (batch + 1)), 'int32');
        const some = { xs: tf.gather(xs, index), ys: tf.gather(ys, index) };
        index.dispose();
        yield some;
      }
    };
  }

  // Pass 0 finds the encoding, pass e + 1 is that of epoch e.
  it.each([0, 1, 2])('that throws at batch %i costs that epoch', async at => {
    const data = stream((pass, batch) => (pass === 3 && batch === at ? 'broken' : 'as it is'));
    const { epochs, run } = await trained({ data });
    expect(epochs).toEqual([0, 1, 3, 4, 5]);
    expect(run.problems).toEqual([
      `epoch 2 was not measured: NeuralCollapse: epoch 2, input of layer 'head': batch ${at} cannot be read`,
    ]);
    expect(warnings()).toHaveLength(1);
  });

  it('that throws in the first epoch, or in every second one, costs those', async () => {
    const data = stream(pass => (pass % 2 === 1 ? 'broken' : 'as it is'));
    expect((await trained({ data })).epochs).toEqual([1, 3, 5]);
  });

  it('that lacks a class for an epoch costs that epoch, and names the class', async () => {
    const data = stream(pass => (pass === 2 ? 'without class 2' : 'as it is'));
    const { epochs, run } = await trained({ data });
    expect(epochs).toEqual([0, 2, 3, 4, 5]);
    expect(run.problems).toEqual([expect.stringMatching(/^epoch 1 was not measured: .*class 2 has none/)]);
  });

  it('of the wrong form is a mistake, and ends the training with the first measurement', async () => {
    const { xs, ys } = smallData();
    const data = () => [{ xs: tf.clone(xs), ys: tf.slice(ys, 0, 5) }];
    const nc = new NeuralCollapse({
      ...QUIET,
      data,
      encoding: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
    await expect(smallModel().fit(xs, ys, { ...fitArgs, epochs: 6, callbacks: [nc] })).rejects.toThrow(
      /a batch of data must be \{xs, ys\}/,
    );
  });
});

it.each([
  ['of the engine', () => (undefined as unknown as { x: number }).x],
  ['of tf.js', () => tf.tensor1d(undefined as unknown as number[])],
])(
  'a TypeError %s in the first measurement is no mistake of the user: the training goes on',
  async (_, fail) => {
    let calls = 0;
    const { xs, ys } = smallData();
    const data = async function* () {
      // Pass 0 finds the encoding, pass 1 is the first measurement.
      if (calls++ === 1) fail();
      yield { xs: tf.clone(xs), ys: tf.clone(ys) };
    };
    const { epochs } = await trained({ data }, { epochs: 3 });
    expect(epochs).toEqual([1, 2]);
  },
);

describe('a training that breaks', () => {
  /** Batches as fitDataset takes them; the one of that number of that epoch cannot be read. */
  function breakingDataset(epoch: number, batch: number) {
    const { xs, ys } = smallData();
    let passes = 0;
    const iterator = async () => {
      const pass = passes++;
      let next = 0;
      return {
        next: async () => {
          // fitDataset starts a pass before the one of its first epoch.
          if (pass === epoch + 1 && next === batch) throw new Error('the disk of the data is gone');
          if (next === 3) return { done: true as const, value: undefined };
          const at = 12 * next++;
          return { done: false as const, value: { xs: tf.slice(xs, at, 12), ys: tf.slice(ys, at, 12) } };
        },
      };
    };
    return { iterator, batchSize: 12, size: 3 };
  }

  it.each(['evaluation', 'training'] as const)(
    'has everything before on disk, and close releases what is held: source %s',
    async source => {
      const { xs, ys } = smallData();
      const logdir = temporaryFolder();
      const model = smallModel();
      const broken = async (callbacks: tfl.Callback[]) => {
        const start = tf.memory().numTensors;
        const dataset = breakingDataset(2, 1) as never;
        await expect(model.fitDataset(dataset, { epochs: 4, verbose: 0, callbacks })).rejects.toThrow(
          'the disk of the data is gone',
        );
        for (const callback of callbacks) await (callback as NeuralCollapse).close();
        return tf.memory().numTensors - start;
      };
      await broken([]);
      const measured =
        source === 'evaluation' ? { source, data: { xs, ys }, samplesPerClass: 4 } : { source };
      const nc = () => new NeuralCollapse({ ...measured, logdir, name: 'a', verbose: 0, resume: true });
      // The data of breakingDataset, and what fitDataset leaves of itself when it fails, are no concern of ours.
      expect(await broken([nc()])).toBe(await broken([]));
      expect(readRun(join(logdir, 'a')).records.map(({ epoch }) => epoch)).toEqual([0, 1]);
      expect(model.layers.some(layer => Object.hasOwn(layer, 'call'))).toBe(false);
      // And the run goes on.
      await model.fit(xs, ys, { ...fitArgs, initialEpoch: 2, epochs: 3, callbacks: [nc()] });
      expect(readRun(join(logdir, 'a')).records.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    },
  );
});

describe('a model that changes under us', () => {
  it('says so when it was disposed, and leaks nothing', async () => {
    const { xs, ys } = smallData();
    const layers = [dense({ units: 8, inputShape: [6] }, 1), dense({ units: 3, name: 'head' }, 2)];
    const model = tfl.sequential({ layers });
    const start = tf.memory().numTensors;
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model, samplesPerClass: 4 });
    await nc.measure(0);
    model.dispose();
    await expect(nc.measure(1)).rejects.toThrow(
      /^NeuralCollapse: epoch 1, input of layer 'head': .*disposed/,
    );
    await nc.close();
    expect(nc.records).toHaveLength(1);
    // Its own weights went with it.
    expect(tf.memory().numTensors).toBe(start - 4);
  });

  it('measures with the loss that it was compiled with last', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, model });
    const squared = await nc.measure(0);
    model.compile({ optimizer: 'sgd', loss: 'meanAbsoluteError' });
    const start = tf.memory().numTensors;
    const absolute = await nc.measure(1);
    const expected = tf.tidy(
      () => tf.mean(tf.abs(tf.sub(model.predict(xs) as tf.Tensor, ys))).dataSync()[0]!,
    );
    expect(squared.metrics['train.loss']).toBeGreaterThan(0);
    // Float32 sums in another order.
    expect(absolute.metrics['train.loss']! / expected).toBeCloseTo(1, 5);
    expect(tf.memory().numTensors).toBe(start);
    await nc.close();
  });

  it('goes on when it is compiled between two epochs of one fit', async () => {
    class Compile extends tfl.Callback {
      override async onEpochEnd(epoch: number): Promise<void> {
        if (epoch === 1) model.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
      }
    }
    const { xs, ys } = smallData();
    const model = smallModel();
    const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys } });
    await model.fit(xs, ys, { ...fitArgs, epochs: 4, callbacks: [new Compile(), nc] });
    await model.fit(xs, ys, { ...fitArgs, initialEpoch: 4, epochs: 5, callbacks: [nc] });
    expect(nc.records.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3, 4]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as data from '@tensorflow/tfjs-data';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { pointsOf } from '../helpers/eventFiles.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { QUIET, smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const warnings = mutedWarnings();
const fitArgs = { verbose: 0, batchSize: 12 } as const;
const range = (end: number, start = 0) => Array.from({ length: end - start }, (_, i) => start + i);
const epochsOf = ({ records }: NeuralCollapse) => records.map(({ epoch }) => epoch);

function setting(options: Partial<NeuralCollapseOptions> = {}) {
  const { xs, ys } = smallData();
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, ...options });
  const model = smallModel();
  const train = (args: tfl.ModelFitArgs) => model.fit(xs, ys, { ...fitArgs, callbacks: [nc], ...args });
  return { xs, ys, nc, model, train };
}

/** One training of as many epochs as the loop has. Every number of the loop is compared with its numbers. */
async function inOneGo(epochs: number, options: Partial<NeuralCollapseOptions> = {}) {
  const { nc, train } = setting(options);
  await train({ epochs, shuffle: false });
  return nc;
}

/** What does not depend on the clock, the name, or what else the process holds. */
const comparable = ({ records }: NeuralCollapse) =>
  records.map(({ timing, run, measured: { peakDeviceBytes, ...measured }, ...rest }) => ({
    ...rest,
    measured,
  }));

describe('several trainings with one callback', () => {
  it('counts on in a loop of fits of one epoch, as one fit would: terminal phase and decay rates too', async () => {
    const whole = await inOneGo(14);
    const { nc, train } = setting();
    const histories: number[][] = [];
    for (const _ of range(14)) histories.push((await train({ epochs: 1, shuffle: false })).epoch);
    expect(epochsOf(nc)).toEqual(range(14));
    expect(whole.records.at(-1)!.terminalPhase.decayRate['nc1.pinv']).toBeTypeOf('number');
    expect(comparable(nc)).toEqual(comparable(whole));
    // History is tf.js's own.
    expect(histories).toEqual(range(14).map(() => [0]));
    expect(warnings()).toEqual([]);
  });

  it('counts on in longer fits, keeps an initialEpoch, and counts on from there', async () => {
    const { nc, train } = setting();
    await train({ epochs: 3 });
    await train({ epochs: 2 });
    await train({ initialEpoch: 8, epochs: 10 });
    await train({ epochs: 1 });
    expect(epochsOf(nc)).toEqual([0, 1, 2, 3, 4, 8, 9, 10]);
    await train({ initialEpoch: 2, epochs: 4 });
    await train({ epochs: 1 });
    expect(epochsOf(nc).slice(8)).toEqual([2, 3, 4]);
  });

  it('counts epochs that were not measured, and measures the last one only of fits that are long enough', async () => {
    const loop = setting({ every: 3 });
    for (const _ of range(8)) await loop.train({ epochs: 1 });
    expect(epochsOf(loop.nc)).toEqual([0, 3, 6]);
    const long = setting({ every: 3 });
    await long.train({ epochs: 5 });
    await long.train({ epochs: 6 });
    expect(epochsOf(long.nc)).toEqual([0, 3, 4, 6, 9, 10]);
  });

  it('does so with fitDataset', async () => {
    const { xs, ys, nc, model } = setting();
    const rows = data.zip({
      xs: data.array(xs.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
      ys: data.array(ys.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
    } as never);
    const dataset = rows.batch(12) as unknown as data.Dataset<never>;
    const train = (args: { epochs: number; initialEpoch?: number }) =>
      model.fitDataset(dataset, { verbose: 0, callbacks: [nc], ...args });
    await train({ epochs: 2 });
    await train({ epochs: 1 });
    await train({ initialEpoch: 5, epochs: 7 });
    await train({ epochs: 1 });
    expect(epochsOf(nc)).toEqual([0, 1, 2, 5, 6, 7]);
  });

  it("does so with source 'training', and after a fit that failed", async () => {
    const { nc, train } = setting({ source: 'training' });
    const stop = new tfl.CustomCallback({
      onBatchEnd: batch => {
        if (batch === 1) throw new Error('stopped');
      },
    });
    await train({ epochs: 2 });
    await expect(train({ epochs: 2, callbacks: [nc, stop] })).rejects.toThrow('stopped');
    await train({ epochs: 2 });
    expect(epochsOf(nc)).toEqual([0, 1, 2, 3]);
  });

  it('goes on after measurements by hand, whose epochs are taken as they are', async () => {
    const { nc, model, train } = setting();
    nc.setModel(model);
    await nc.measure(0);
    await train({ epochs: 2 });
    await nc.measure(2);
    await nc.measure(2);
    await train({ epochs: 1 });
    expect(epochsOf(nc)).toEqual([0, 1, 2, 2, 2, 3]);
    await nc.close();
  });

  it('names the counted epoch where one cannot be measured', async () => {
    const { train, model } = setting();
    await train({ epochs: 2 });
    const head = model.layers.at(-1)!;
    tf.tidy(() => head.setWeights(head.getWeights().map(weight => tf.fill(weight.shape, Number.NaN))));
    await train({ epochs: 1 });
    expect(warnings()).toEqual([expect.stringMatching(/epoch 2\b.*not measured/s)]);
  });

  it('is the same in log, event files and report', async () => {
    const { nc, train } = setting({ logdir: temporaryFolder(), name: 'a' });
    for (const _ of range(4)) await train({ epochs: 1 });
    const folder = nc.runFolder!;
    expect(readRun(folder).records.map(({ epoch }) => epoch)).toEqual(range(4));
    const steps = pointsOf(join(folder, 'measured'))['nc1/nc1.pinv']!.map(([step]) => step);
    expect(steps).toEqual(range(4));
    const report = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(report).toContain('"epochs":4');
    // A line that is broken has a null.
    expect(report).toMatch(/\[\[0,[^\]]*\],\[1,[^\]]*\],\[2,[^\]]*\],\[3,[^\]]*\]\]/);
  });

  it('is the same in a run that is resumed', async () => {
    const options = { logdir: temporaryFolder(), name: 'a', resume: true };
    const first = setting(options);
    for (const _ of range(3)) await first.train({ epochs: 1 });
    const second = setting(options);
    await second.train({ initialEpoch: 3, epochs: 4 });
    for (const _ of range(2)) await second.train({ epochs: 1 });
    expect(epochsOf(second.nc)).toEqual(range(6));
    expect(readRun(second.nc.runFolder!).records.map(({ epoch }) => epoch)).toEqual(range(6));
    expect(warnings()).toEqual([]);
  });
});

describe('one callback, more than one training', () => {
  it('refuses a second model while the first one is trained, which goes on', async () => {
    const { xs, ys, nc, train } = setting();
    const other = smallModel();
    const [one, two] = await Promise.allSettled([
      train({ epochs: 4 }),
      other.fit(xs, ys, { ...fitArgs, epochs: 2, callbacks: [nc] }),
    ]);
    expect(two).toMatchObject({
      status: 'rejected',
      reason: {
        name: 'ArgumentError',
        message: expect.stringMatching(/at the same time.*make a new NeuralCollapse for each/s),
      },
    });
    expect(one.status).toBe('fulfilled');
    expect(epochsOf(nc)).toEqual(range(4));
  });

  it('refuses it in the midst of a training with fitDataset too', async () => {
    const { xs, ys, nc, train } = setting();
    let refused: unknown;
    const inner = new tfl.CustomCallback({
      onEpochEnd: async epoch => {
        if (epoch > 0) return;
        const dataset = data.array([{ xs, ys }]) as unknown as data.Dataset<never>;
        const args = { epochs: 1, verbose: 0 as const, callbacks: [nc] };
        refused = await smallModel()
          .fitDataset(dataset, args)
          .catch(error => error);
      },
    });
    await train({ epochs: 3, callbacks: [nc, inner] });
    expect(String(refused)).toMatch(/two models .* at the same time with one callback/);
    expect(refused).toMatchObject({ where: 'NeuralCollapse', argument: 'model' });
    expect(epochsOf(nc)).toEqual(range(3));
  });

  it('goes on with the same model where a training has failed', async () => {
    const { nc, train } = setting();
    const fails = new tfl.CustomCallback({ onTrainBegin: () => Promise.reject(new Error('no')) });
    await expect(train({ epochs: 1, callbacks: [nc, fails] })).rejects.toThrow('no');
    await train({ epochs: 1 });
    expect(epochsOf(nc)).toEqual([0]);
  });

  it('measures once where it stands in the list twice, and says so', async () => {
    const { nc, train } = setting({ logdir: temporaryFolder(), every: 2 });
    await train({ epochs: 4, callbacks: [nc, nc] });
    expect(epochsOf(nc)).toEqual([0, 2, 3]);
    expect(readRun(nc.runFolder!).records.map(({ epoch }) => epoch)).toEqual([0, 2, 3]);
    expect(warnings()).toEqual([expect.stringMatching(/stands in `callbacks` twice.*take one of them away/)]);
    await train({ epochs: 2, callbacks: [nc, nc] });
    expect(epochsOf(nc)).toEqual([0, 2, 3, 4, 5]);
    expect(warnings()).toHaveLength(1);
  });

  it("does so with source 'training'", async () => {
    const once = setting({ source: 'training' });
    await once.train({ epochs: 2, shuffle: false });
    const twice = setting({ source: 'training' });
    await twice.train({ epochs: 2, shuffle: false, callbacks: [twice.nc, twice.nc] });
    expect(comparable(twice.nc)).toEqual(comparable(once.nc));
  });
});

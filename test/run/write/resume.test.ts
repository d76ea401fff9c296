import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as data from '@tensorflow/tfjs-data';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../../callbacks/index.js';
import { readRun } from '../../../run/read/readRun.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';
import { compiled, dense, type SmallData, smallData, smallModel } from '../../helpers/smallModel.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const warnings = mutedWarnings();

const fitArgs = { verbose: 0, batchSize: 12 } as const;

/** The run `a` of a folder, which every fit goes on with. */
function runIn(logdir: string, { xs, ys }: SmallData) {
  const folder = join(logdir, 'a');
  const callback = (options: Partial<NeuralCollapseOptions> = {}) =>
    new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', resume: true, verbose: 0, ...options });
  const train = async (
    initialEpoch: number,
    epochs: number,
    options: Partial<NeuralCollapseOptions> = {},
    model: tfl.LayersModel = smallModel(),
  ) => {
    const nc = callback(options);
    await model.fit(xs, ys, { ...fitArgs, initialEpoch, epochs, callbacks: [nc] });
    return nc;
  };
  const epochs = () => readRun(folder).records.map(({ epoch }) => epoch);
  return { folder, callback, train, epochs };
}

const epochsOf = ({ records }: NeuralCollapse) => records.map(({ epoch }) => epoch);

describe('resume', () => {
  it('begins a new run where there is none, or an empty folder, or one without records', async () => {
    const logdir = temporaryFolder();
    const { train, folder } = runIn(logdir, smallData());
    await train(0, 1);
    expect(readRun(folder)).toMatchObject({ name: 'a', problems: [] });
    expect(readRun(folder).info.resumed).toBeUndefined();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(join(folder, 'weights.bin'), 'mine');
    await train(0, 1);
    writeFileSync(join(folder, 'metrics.jsonl'), '');
    await train(0, 1, { weighting: 'sample' });
    expect(readRun(folder).records.map(({ weighting }) => weighting)).toEqual(['sample']);
    expect(readFileSync(join(folder, 'weights.bin'), 'utf8')).toBe('mine');
    expect(warnings()).toEqual([]);
  });

  it('appends, and history, terminal phase, report and pictures go on', async () => {
    const logdir = temporaryFolder();
    const { train, folder, epochs } = runIn(logdir, smallData());
    const model = smallModel();
    const whole = await train(0, 12, { name: 'whole' }, smallModel());
    const first = await train(0, 7, {}, model);
    const started = readRun(folder).info.started;
    const before = readFileSync(join(folder, 'metrics.jsonl'), 'utf8');
    const second = await train(7, 12, {}, model);
    // What was written stays as it is, byte by byte.
    expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8').startsWith(before)).toBe(true);
    expect(epochs()).toEqual([...Array(12).keys()]);
    expect(second.runFolder).toBe(folder);
    expect(second.records.slice(0, 7)).toEqual(JSON.parse(JSON.stringify(first.records)));
    const phase = whole.records.map(({ terminalPhase }) => terminalPhase.startEpoch);
    expect(phase.at(-1)).toBeDefined();
    expect(second.records.map(({ terminalPhase }) => terminalPhase.startEpoch)).toEqual(phase);
    const { info, snapshot } = readRun(folder);
    expect(info).toMatchObject({ started, resumed: [{ epoch: 7, changed: [] }] });
    expect(snapshot?.epoch).toBe(11);
    expect(snapshot?.earlier?.map(({ epoch }) => epoch)).toEqual([...Array(11).keys()]);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('"epochs":12');
    // Every process has an event file of its own, which TensorBoard reads one after the other.
    expect(readdirSync(join(folder, 'measured'))).toHaveLength(2);
    expect(readdirSync(folder)).not.toContain('run.lock');
    expect(warnings()).toEqual([]);
  });

  it('replaces the epochs that are trained again, and keeps their records aside', async () => {
    const logdir = temporaryFolder();
    const { train, folder, epochs } = runIn(logdir, smallData());
    const first = await train(0, 5);
    const second = await train(3, 6);
    expect(epochs()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(epochsOf(second)).toEqual([0, 1, 2, 3, 4, 5]);
    const aside = readFileSync(join(folder, 'superseded.jsonl'), 'utf8').trimEnd().split('\n');
    const { level, time, msg, ...record } = JSON.parse(aside[0]!);
    expect(record).toEqual(JSON.parse(JSON.stringify(first.records[3])));
    expect(aside).toHaveLength(2);
    expect(warnings()).toEqual([
      expect.stringMatching(/goes on at epoch 3: 2 records of epoch 3 and later were moved to superseded/),
    ]);
    await train(0, 2);
    expect(epochs()).toEqual([0, 1]);
    expect(readFileSync(join(folder, 'superseded.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(8);
  });

  it('works with fitDataset, which tells the first epoch late, and in custom loops', async () => {
    const logdir = temporaryFolder();
    const { xs, ys, labels } = smallData();
    const { train, epochs, callback } = runIn(logdir, { xs, ys, labels });
    await train(0, 3);
    const rows = data.zip({
      xs: data.array(xs.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
      ys: data.array(ys.arraySync()).map(row => tf.tensor1d(row as unknown as number[])),
    } as never);
    const dataset = rows.batch(12) as unknown as data.Dataset<never>;
    const nc = callback();
    await smallModel().fitDataset(dataset, { initialEpoch: 3, epochs: 5, verbose: 0, callbacks: [nc] });
    expect(epochs()).toEqual([0, 1, 2, 3, 4]);
    const byHand = callback({ model: smallModel() });
    await byHand.measure(4);
    await byHand.measure(5);
    await byHand.close();
    expect(epochs()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('mends a last line that was torn, and a run.json of zeros', async () => {
    const logdir = temporaryFolder();
    const { train, folder, epochs } = runIn(logdir, smallData());
    await train(0, 3);
    const file = join(folder, 'metrics.jsonl');
    const text = readFileSync(file, 'utf8');
    for (const torn of [text.slice(0, -100), `${text.slice(0, -100)}${'\0'.repeat(4096)}`]) {
      writeFileSync(file, torn);
      writeFileSync(join(folder, 'run.json'), '\0'.repeat(2000));
      const nc = await train(2, 4);
      expect(epochs()).toEqual([0, 1, 2, 3]);
      expect(epochsOf(nc)).toEqual([0, 1, 2, 3]);
      expect(readRun(folder).problems).toEqual([]);
    }
  });

  it('goes on with what could not be measured: tried again it is not missing any more, else it is in the report', async () => {
    const logdir = temporaryFolder();
    const { train, folder, epochs } = runIn(logdir, smallData());
    const broken = () => {
      const model = smallModel();
      const weights = model.getWeights().map(({ shape }) => tf.fill(shape, Number.NaN));
      model.setWeights(weights);
      tf.dispose(weights);
      return model;
    };
    await train(0, 3, {}, broken());
    expect(readRun(folder)).toMatchObject({
      records: [],
      problems: [0, 1, 2].map(epoch => expect.stringContaining(`epoch ${epoch} was not measured`)),
    });
    // No record yet, and the same epochs again.
    await train(1, 3);
    expect(epochs()).toEqual([1, 2]);
    expect(readRun(folder).problems).toEqual([expect.stringMatching(/epoch 0 was not measured/)]);
    expect(readFileSync(join(folder, 'superseded.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(2);
    await train(3, 4);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('epoch 0 was not measured');
  });

  it('says which run cannot be resumed where the folder is none', async () => {
    const logdir = temporaryFolder();
    const { train, folder } = runIn(logdir, smallData());
    writeFileSync(folder, '');
    await expect(train(0, 1)).rejects.toThrow(/^NeuralCollapse: the run .* cannot be resumed: EEXIST/);
    rmSync(folder);
    mkdirSync(join(folder, 'metrics.jsonl'), { recursive: true });
    await expect(train(0, 1)).rejects.toThrow(/^NeuralCollapse: the run .* cannot be resumed: EISDIR/);
    expect(readdirSync(folder)).toEqual(['metrics.jsonl']);
  });

  it('keeps a second run out of the folder, until the first one is done', async () => {
    const logdir = temporaryFolder();
    const { callback, epochs } = runIn(logdir, smallData());
    const model = smallModel();
    const [first, second] = [callback({ model }), callback({ model })];
    await first.measure(0);
    await expectNoLeakedTensors(async () => {
      const blocked = callback({ model, samplesPerClass: 3 });
      await expect(blocked.measure(1)).rejects.toThrow(
        /is being written by another callback of this process/,
      );
      await blocked.close();
    });
    await first.close();
    await second.measure(1);
    await second.close();
    expect(epochs()).toEqual([0, 1]);
  });
});

describe('resume of another experiment', () => {
  const other = (options: Partial<NeuralCollapseOptions>, model?: () => tfl.LayersModel) =>
    [options, model] as const;
  const wide = () =>
    compiled(
      tfl.sequential({
        layers: [
          dense({ units: 9, inputShape: [6], activation: 'tanh' }, 1),
          dense({ units: 3, name: 'head' }, 2),
        ],
      }),
    );
  const deep = () =>
    compiled(
      tfl.sequential({
        layers: [
          dense({ units: 8, inputShape: [6] }, 1),
          dense({ units: 8, activation: 'tanh' }, 1),
          dense({ units: 3, name: 'head' }, 2),
        ],
      }),
    );
  it.each([
    [/weighting class → sample/, ...other({ weighting: 'sample' })],
    [/option.samplesPerClass none → 4/, ...other({ samplesPerClass: 4 })],
    [/source evaluation → training/, ...other({ source: 'training' })],
    [/the features input of a layer → output of a layer/, ...other({ layer: 'hidden' })],
    [
      /layer 1 of the model Dense \[null,8\] with .* → Dense \[null,9\] .*; feature dimension 8 → 9/,
      ...other({}, wide),
    ],
    [/the number of layers of the model 3 → 4; layer 2 of the model Dense .* → Dense /, ...other({}, deep)],
    [
      /loss meanSquaredError → categoricalCrossentropy/,
      ...other({}, () => smallModel({ loss: 'categoricalCrossentropy' })),
    ],
    [
      /encoding one-hot → orthogonal/,
      ...other({
        encoding: [
          [0, 1, 0],
          [1, 0, 0],
          [0, 0, 1],
        ],
      }),
    ],
  ])('is refused before it trains: %s', async (message, options, model = smallModel) => {
    const logdir = temporaryFolder();
    const { train, folder } = runIn(logdir, smallData());
    await train(0, 1);
    const before = readdirSync(folder);
    const log = readFileSync(join(folder, 'metrics.jsonl'), 'utf8');
    await expect(train(1, 2, options, model())).rejects.toThrow(message);
    await expect(train(1, 2, options, model())).rejects.toThrow(
      /the run .* cannot be resumed, its records are those of another experiment: .*Give another name/,
    );
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'metrics.jsonl'), 'utf8')).toBe(log);
  });

  it('is told by the data', async () => {
    const logdir = temporaryFolder();
    const { train } = runIn(logdir, smallData());
    await train(0, 1);
    const { xs, ys } = smallData(11);
    await expect(train(1, 2, { data: { xs, ys } })).rejects.toThrow(
      /samples per class 12, 12, 12 → 11, 11, 11; data.xs \[\[36,6\]\] → \[\[33,6\]\]/,
    );
  });

  it('is not what merely changes: that is said, and kept in run.json', async () => {
    const logdir = temporaryFolder();
    const { train, folder, epochs } = runIn(logdir, smallData());
    await train(0, 1, { info: { note: 'first' } });
    const model = smallModel();
    model.compile({ optimizer: tf.train.adam(0.25), loss: 'meanSquaredError' });
    await train(1, 2, { info: { note: 'second' }, every: 2, classNames: ['a', 'b', 'c'] }, model);
    expect(epochs()).toEqual([0, 1]);
    expect(warnings()).toEqual([expect.stringMatching(/goes on, but not everything is as before: /)]);
    for (const change of [
      /optimizer SGD → Adam/,
      /option.every 1 → 2/,
      /info.note first → second/,
      /class names none → a, b, c/,
    ]) {
      expect(warnings()[0]).toMatch(change);
    }
    expect(readRun(folder).info.resumed).toMatchObject([
      { epoch: 1, changed: expect.arrayContaining([{ name: 'option.every', before: '1', now: '2' }]) },
    ]);
  });

  it('is said of other data of the same shape, and not of the same in another order', async () => {
    const { xs, ys, labels } = smallData();
    const { train, epochs } = runIn(temporaryFolder(), { xs, ys, labels });
    await train(0, 1);
    const order = tf.tensor1d([...Array(36).keys()].reverse(), 'int32');
    const shuffled = { xs: tf.gather(xs, order), ys: tf.gather(ys, order) };
    await train(1, 2, { data: shuffled });
    expect(warnings()).toEqual([]);
    const other = { xs: tf.neg(xs), ys };
    await train(2, 3, { data: other });
    expect(epochs()).toEqual([0, 1, 2]);
    expect(warnings()).toEqual([
      expect.stringMatching(/the mean of input 0 of the data .* → -?0.*, of absolute/),
    ]);
    tf.dispose([order, shuffled, other.xs]);
  });

  it('is not the same data as a stream, nor with integer labels', async () => {
    const logdir = temporaryFolder();
    const { xs, ys, labels } = smallData();
    const { train, epochs } = runIn(logdir, { xs, ys, labels });
    await train(0, 1);
    const integers = tf.tensor1d(labels, 'int32');
    await train(1, 2, { data: { xs, ys: integers } });
    await train(2, 3, { data: () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }] });
    expect(epochs()).toEqual([0, 1, 2]);
    expect(warnings()).toEqual([
      expect.stringMatching(/data.ys \[36,3\] → \[36\]/),
      expect.stringMatching(/data.form tensors → function/),
    ]);
    integers.dispose();
  });

  it('needs a name, and a run folder', () => {
    const { xs, ys } = smallData();
    const make = (options: object) => () =>
      new NeuralCollapse({ data: { xs, ys }, resume: true, ...options });
    expect(make({})).toThrow('NeuralCollapse: name must be the run to resume, received undefined');
    expect(make({ name: 'a', logdir: null })).toThrow(/resume must be false where no run folder is written/);
    expect(make({ resume: 'yes' })).toThrow(/resume must be true or false, received "yes"/);
  });
});

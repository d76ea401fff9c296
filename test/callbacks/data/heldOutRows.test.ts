import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../../callbacks/index.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';
import { QUIET, smallData, smallModel } from '../../helpers/smallModel.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const warnings = mutedWarnings();
const fitArgs = { verbose: 0, batchSize: 12, epochs: 2, shuffle: false } as const;

/** 36 rows, of which the first 21 are trained on. */
function setting(options: Partial<NeuralCollapseOptions> = {}) {
  const { xs, ys } = smallData();
  const [trained, held] = [0, 21].map((from, i) => {
    const size = i === 0 ? 21 : 15;
    return { xs: tf.slice(xs, [from, 0], [size, 6]), ys: tf.slice(ys, [from, 0], [size, 3]) };
  }) as [{ xs: tf.Tensor2D; ys: tf.Tensor2D }, { xs: tf.Tensor2D; ys: tf.Tensor2D }];
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, ...options });
  return { xs, ys, trained, held, nc };
}

const SPLIT = /trains on 21 of the 36 rows of data and holds out the last 15 \(validationSplit\)/;
const samplesOf = ({ records }: NeuralCollapse) =>
  records.map(({ measured, validation }) => [
    measured.samples,
    validation && 'samples' in validation ? validation.samples : undefined,
  ]);

describe('data with rows that validationSplit holds out', () => {
  it('has the numbers of a training to which both parts are given apart', async () => {
    const { xs, ys, trained, held, nc } = setting();
    const history = await smallModel().fit(xs, ys, { ...fitArgs, validationSplit: 0.4, callbacks: [nc] });
    const apart = new NeuralCollapse({ ...QUIET, data: trained, validationData: held });
    const model = smallModel();
    await model.fit(trained.xs, trained.ys, {
      ...fitArgs,
      validationData: [held.xs, held.ys],
      callbacks: [apart],
    });
    expect(samplesOf(nc)).toEqual([
      [21, 15],
      [21, 15],
    ]);
    expect(nc.records.map(({ metrics }) => metrics)).toEqual(apart.records.map(({ metrics }) => metrics));
    expect(nc.records.map(({ theory }) => theory)).toEqual(apart.records.map(({ theory }) => theory));
    expect(nc.records.map(({ validation }) => validation)).toEqual(
      apart.records.map(({ validation }) => validation),
    );
    expect(nc.records[1]!.outliers).toEqual(apart.records[1]!.outliers);
    expect(history.history['val_nc1.ratio']).toHaveLength(2);
    expect(nc.records[1]!.measured.source.notes).toEqual([expect.stringMatching(SPLIT)]);
    expect(apart.records[1]!.measured.source.notes).toBeUndefined();
    expect(warnings()).toEqual([expect.stringMatching(SPLIT)]);
    tf.dispose([trained, held] as never);
    expect(xs.isDisposed || ys.isDisposed).toBe(false);
  });

  it('keeps validationData that are given, picks subsets out of the trained rows, and follows each fit', async () => {
    const { xs, ys, held, nc } = setting({ samplesPerClass: 7 });
    const model = smallModel();
    await model.fit(xs, ys, { ...fitArgs, validationSplit: 0.4, callbacks: [nc] });
    expect(nc.records[0]!.measured.counts).toEqual([7, 7, 7]);
    const indices = nc.records[0]!.outliers as readonly { index: number }[];
    expect(Math.max(...indices.map(({ index }) => index))).toBeLessThan(21);
    const given = setting({ validationData: held });
    await smallModel().fit(given.xs, given.ys, { ...fitArgs, validationSplit: 0.4, callbacks: [given.nc] });
    expect(given.nc.records[0]!.measured.source.notes![0]).toMatch(/the others are not measured/);
    const each = setting();
    const other = smallModel();
    await other.fit(each.xs, each.ys, { ...fitArgs, epochs: 1, validationSplit: 0.4, callbacks: [each.nc] });
    await other.fit(each.xs, each.ys, { ...fitArgs, epochs: 1, callbacks: [each.nc] });
    await other.fit(each.xs, each.ys, { ...fitArgs, epochs: 1, validationSplit: 0.5, callbacks: [each.nc] });
    expect(samplesOf(each.nc)).toEqual([
      [21, 15],
      [36, undefined],
      [18, 18],
    ]);
  });

  it('is measured whole where fit evaluates other samples, and so with labels and several inputs', async () => {
    const { xs, ys, trained, held, nc } = setting();
    const other = tf.add(held.xs, 1);
    const args = { ...fitArgs, validationData: [other, held.ys] as [tf.Tensor, tf.Tensor], callbacks: [nc] };
    await smallModel().fit(trained.xs, trained.ys, args);
    expect(samplesOf(nc)).toEqual([
      [36, undefined],
      [36, undefined],
    ]);
    expect(warnings()).toEqual([]);
    const [a, b] = [tfl.input({ shape: [6] }), tfl.input({ shape: [6] })];
    const sum = tfl.layers.add().apply([a, b]) as tfl.SymbolicTensor;
    const head = tfl.layers.dense({ units: 3 }).apply(sum) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: [a, b], outputs: head });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const two = new NeuralCollapse({ ...QUIET, data: { xs: [xs, xs], ys } });
    await model.fit([xs, xs], ys, { ...fitArgs, validationSplit: 0.4, callbacks: [two] });
    expect(samplesOf(two)[0]).toEqual([21, 15]);
  });

  it("is right with source 'training', in a run that is resumed, and said of streams", async () => {
    const harvest = setting({ source: 'training' });
    const args = { ...fitArgs, validationSplit: 0.4 };
    await smallModel().fit(harvest.xs, harvest.ys, { ...args, callbacks: [harvest.nc] });
    expect(samplesOf(harvest.nc)[0]).toEqual([21, undefined]);
    const folder = { logdir: temporaryFolder(), name: 'a', resume: true };
    const [first, second] = [setting(folder), setting(folder)];
    await smallModel().fit(first.xs, first.ys, { ...args, callbacks: [first.nc] });
    const later = { ...args, initialEpoch: 2, epochs: 3, callbacks: [second.nc] };
    await smallModel().fit(second.xs, second.ys, later);
    expect(samplesOf(second.nc)).toHaveLength(3);
    expect(samplesOf(second.nc)[2]).toEqual([21, 15]);
    const { xs, ys } = first;
    const stream = new NeuralCollapse({ ...QUIET, data: () => [{ xs, ys }] });
    await smallModel().fit(xs, ys, { ...args, callbacks: [stream] });
    expect(stream.records[0]!.measured.source.notes).toEqual([
      expect.stringMatching(
        /data has 36 samples, those that fit trains on \(21\) and those that it holds out/,
      ),
    ]);
  });

  it('says so where it is told by the number alone', async () => {
    const { xs, ys, nc } = setting();
    const model = smallModel();
    const stop = new tfl.CustomCallback({
      onBatchEnd: async () => {
        model.stopTraining = true;
      },
    });
    await model.fit(xs, ys, { ...fitArgs, validationSplit: 0.4, callbacks: [nc, stop] });
    expect(samplesOf(nc)).toEqual([[21, 15]]);
    expect(nc.records[0]!.measured.source.notes![0]).toMatch(/told by their number alone/);
  });

  it('leaks no tensor and leaves the model as it was', async () => {
    const { xs, ys } = setting();
    const model = smallModel();
    const train = async (samplesPerClass?: number) => {
      const options = samplesPerClass === undefined ? {} : { samplesPerClass };
      const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys }, ...options });
      await model.fit(xs, ys, { ...fitArgs, validationSplit: 0.4, callbacks: [nc] });
    };
    await expectNoLeakedTensors(() => train());
    await expectNoLeakedTensors(() => train(3));
    // A class of which too few samples are trained on.
    await expectNoLeakedTensors(() => train(8));
    const inner = (model as unknown as { model: object }).model;
    expect(Object.hasOwn(inner, 'testLoop')).toBe(false);
  });
});

import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../../callbacks/index.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../../helpers/smallModel.js';

mutedWarnings();

type Options = Partial<Record<'data' | 'validationData' | 'ood', unknown>>;

async function measured(options: Options, model: tfl.LayersModel = smallModel()) {
  const nc = new NeuralCollapse({ ...QUIET, model, ...(options as NeuralCollapseOptions) });
  try {
    return await nc.measure(0);
  } finally {
    await nc.close();
  }
}

it('takes the one target tensor out of an array or record, as fit does', async () => {
  const { xs, ys } = smallData();
  const model = smallModel();
  const wanted = await measured({ data: { xs, ys }, validationData: { xs, ys }, ood: xs }, model);
  for (const own of [[ys], { head: ys }]) {
    const data = { xs, ys: own };
    for (const form of [data, () => [data]]) {
      const found = await measured({ data: form, validationData: form, ood: form }, model);
      expect(found.metrics).toEqual(wanted.metrics);
      expect(found.validation).toEqual(wanted.validation);
    }
  }
});

it('says of targets of several outputs which to give', async () => {
  const { xs, ys } = smallData();
  const input = tfl.input({ shape: [6] });
  const outputs = [dense({ units: 3, name: 'a' }, 1), dense({ units: 3, name: 'b' }, 2)].map(
    layer => layer.apply(input) as tfl.SymbolicTensor,
  );
  const model = compiled(tfl.model({ inputs: input, outputs }));
  const both = { xs, ys: [ys, ys] };
  const reason =
    /data\.ys must be the targets of one output, received 2 tensors \(0, 1\)\. Give those of the output/;
  await expect(measured({ data: both }, model)).rejects.toThrow(reason);
  await expect(measured({ data: () => [both] }, model)).rejects.toThrow(reason);
  await expect(measured({ data: { xs, ys: { a: ys, b: ys } } }, model)).rejects.toThrow(/\(a, b\)/);
  await expect(measured({ data: { xs, ys }, validationData: both }, model)).rejects.toThrow(
    /validationData\.ys/,
  );
  const { metrics } = await measured({ data: { xs, ys }, ood: both }, model);
  expect(metrics['nc5.ood']).toBeGreaterThan(0);
  expect((await measured({ data: { xs, ys } }, model)).measured.head).toBe('a');
  expect([xs.isDisposed, ys.isDisposed]).toEqual([false, false]);
});

it('says of a used-up iterator, of an iterator, of a list and of single samples what they are', async () => {
  const { xs, ys } = smallData();
  async function* batches() {
    yield { xs: tf.clone(xs), ys: tf.clone(ys) };
  }
  const once = batches();
  const usedUp =
    /data must start a new pass each time; it has given the iterator of the pass before, which is used up/;
  await expect(measured({ data: () => once })).rejects.toThrow(usedUp);
  expect((await measured({ data: batches })).measured.samples).toBe(36);
  // With a given encoding nothing reads the data before the first epoch, so that epoch is measured.
  const encoding = [0, 1, 2].map(k => [0, 1, 2].map(j => Number(j === k)));
  const later = batches();
  const nc = new NeuralCollapse({ ...QUIET, model: smallModel(), data: () => later, encoding });
  expect((await nc.measure(0)).measured.samples).toBe(36);
  await expect(nc.measure(1)).rejects.toThrow(usedUp);
  await nc.close();

  const itself =
    /data must be .* \(an iterable or a list itself cannot start a second pass: give a function, \(\) => \.\.\.\)/;
  expect(() => new NeuralCollapse({ ...QUIET, data: batches() as never })).toThrow(itself);
  expect(() => new NeuralCollapse({ ...QUIET, data: [{ xs, ys }] as never })).toThrow(itself);
  const single = () => [{ xs: tf.ones([6]), ys: tf.zeros([3]) }];
  await expect(measured({ data: single })).rejects.toThrow(/a dataset of single samples needs \.batch\(32\)/);
  await expect(measured({ data: () => [] })).rejects.toThrow(/data must have samples, received none/);
  const none = (await measured({ data: { xs, ys }, validationData: () => [] })).validation;
  expect(none).toEqual({ error: 'NeuralCollapse: validationData must have samples, received none' });
});

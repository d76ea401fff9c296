import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { compiled, dense, QUIET, smallData, smallModel } from '../helpers/smallModel.js';

const warnings = mutedWarnings();

describe('what is kept from one epoch to the next', () => {
  it.each([
    ['tensors', { samplesPerClass: 5 }],
    ['a stream', { samplesPerClass: 5 }],
    ['tensors', { featureMemory: 500, layers: ['hidden'] }],
    ['a stream', {}],
  ] as const)('outlives a scope around the epoch: %s, %o', async (form, options) => {
    const { xs, ys } = smallData();
    const stream = () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }];
    const data = form === 'tensors' ? { xs, ys } : stream;
    const model = smallModel();
    const nc = new NeuralCollapse({
      ...QUIET,
      model,
      data,
      validationData: stream,
      ood: tf.mul(xs, 2),
      ...options,
    });
    const alone = [];
    for (let epoch = 0; epoch < 3; epoch++) {
      tf.engine().startScope();
      const { metrics } = await nc.measure(epoch);
      tf.engine().endScope();
      alone.push(metrics);
    }
    expect(alone[1]).toEqual(alone[0]);
    expect(alone[2]).toEqual(alone[0]);
    await nc.close();
  });

  it("outlives a scope that callbacks open and close, source 'training'", async () => {
    const { xs, ys } = smallData();
    const nc = new NeuralCollapse({ ...QUIET, source: 'training' });
    const opening = new tfl.CustomCallback({ onEpochBegin: async () => tf.engine().startScope() });
    const closing = new tfl.CustomCallback({ onEpochEnd: async () => tf.engine().endScope() });
    const args = { epochs: 3, batchSize: 9, verbose: 0 } as const;
    await smallModel().fit(xs, ys, { ...args, callbacks: [opening, nc, closing] });
    expect(nc.records.map(({ measured }) => measured.samples)).toEqual([36, 36, 36]);
  });

  it('is released all the same', async () => {
    const { xs, ys } = smallData();
    const model = smallModel();
    await expectNoLeakedTensors(async () => {
      const nc = new NeuralCollapse({ ...QUIET, model, data: { xs, ys }, samplesPerClass: 5 });
      tf.engine().startScope();
      await nc.measure(0);
      tf.engine().endScope();
      await nc.close();
    });
  });
});

it("survives a training that uses the user's own batches, and so do they", async () => {
  const { xs, ys } = smallData();
  const model = smallModel();
  const own = [0, 18].map(start => ({ xs: tf.slice(xs, start, 18), ys: tf.slice(ys, start, 18) }));
  const nc = new NeuralCollapse({
    ...QUIET,
    model,
    data: () => own,
    validationData: () => own,
    ood: () => own,
  });
  for (let epoch = 0; epoch < 2; epoch++) {
    for (const batch of own) await model.trainOnBatch(batch.xs, batch.ys);
    const record = await nc.measure(epoch);
    expect(record.validation).toMatchObject({ samples: 36 });
    expect(record.metrics['nc5.ood']).toBeGreaterThan(0);
  }
  expect(own.some(batch => batch.xs.isDisposed || batch.ys.isDisposed)).toBe(false);
  tf.dispose(own);
});

it('says once that the data is disposed, and loses no tensor over it', async () => {
  const { xs, ys } = smallData();
  const model = smallModel();
  const gone = tf.clone(ys);
  const nc = new NeuralCollapse({ ...QUIET, data: { xs, ys: gone } });
  const counts: number[] = [];
  const onEpochEnd = async (epoch: number) => {
    if (epoch === 0) gone.dispose();
    counts.push(tf.memory().numTensors);
  };
  const callbacks = [nc, new tfl.CustomCallback({ onEpochEnd })];
  const before = tf.memory().numTensors;
  await model.fit(xs, ys, { epochs: 4, verbose: 0, callbacks });
  expect(nc.records.length).toBe(1);
  expect(
    warnings().filter(text => /data\.ys must not be disposed while it is measured/.test(text)).length,
  ).toBe(1);
  // tf.js keeps loss and accuracy of every epoch until the end.
  expect(counts[3]! - counts[2]!).toBe(counts[2]! - counts[1]!);
  expect(tf.memory().numTensors).toBeLessThanOrEqual(before);
});

it('says before the training that the data is disposed', async () => {
  const { xs, ys } = smallData();
  const model = smallModel();
  const gone = tf.clone(xs);
  gone.dispose();
  const reason = (name: string) => new RegExp(`${name}\\.xs must not be disposed while it is measured`);
  await expectNoLeakedTensors(async () => {
    for (const options of [{}, { samplesPerClass: 3 }]) {
      const nc = new NeuralCollapse({ ...QUIET, data: { xs: gone, ys }, ...options });
      const args = { epochs: 1, verbose: 0, callbacks: [nc] } as const;
      await expect(model.fit(xs, ys, { ...args, callbacks: [nc] })).rejects.toThrow(reason('data'));
    }
    const nc = new NeuralCollapse({
      ...QUIET,
      model,
      data: { xs, ys },
      validationData: { xs: gone, ys },
      ood: gone,
    });
    const { validation, absent } = await nc.measure(0);
    expect(validation).toEqual({ error: expect.stringMatching(reason('validationData')) });
    expect(absent['nc5.ood']).toMatch(reason('ood'));
    await nc.close();
  });
});

describe('inputs of rank 1', () => {
  /** A model of one number. */
  const model = () =>
    compiled(tfl.sequential({ layers: [dense({ units: 7, inputShape: [1] }, 1), dense({ units: 3 }, 2)] }));

  it.each(['tensors', 'a stream'])('are taken as fit takes them: %s', async form => {
    const { xs: points, ys } = smallData();
    const column = tf.slice(points, [0, 0], [36, 1]);
    const flat = tf.reshape(column, [36]);
    const network = model();
    const measured = async (xs: tf.Tensor) => {
      const data = form === 'tensors' ? { xs, ys } : () => [{ xs: tf.clone(xs), ys: tf.clone(ys) }];
      const ood = form === 'tensors' ? xs : data;
      const nc = new NeuralCollapse({
        ...QUIET,
        model: network,
        data,
        validationData: data,
        ood: ood as never,
      });
      const { metrics, validation } = await nc.measure(0);
      await nc.close();
      return { metrics, validation };
    };
    const wanted = await measured(column);
    expect(wanted.metrics['nc5.ood']).toBeGreaterThan(0);
    await expectNoLeakedTensors(async () => expect(await measured(flat)).toEqual(wanted));
    const nc = new NeuralCollapse({ ...QUIET, data: { xs: flat, ys } });
    await network.fit(flat, ys, { epochs: 1, verbose: 0, callbacks: [nc] });
    expect(nc.records.length).toBe(1);
    tf.dispose([column, flat]);
  });
});

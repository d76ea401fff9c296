import * as tf from '@tensorflow/tfjs-core';
import * as tfd from '@tensorflow/tfjs-data';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { notesOf } from '../../run/read/theoryWords.js';
import { recordShape } from '../../run/schema/fileShapes.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { QUIET, smallData, smallModel } from '../helpers/smallModel.js';

const warnings = mutedWarnings();

type Dataset = Extract<NonNullable<NeuralCollapseOptions['data']>, { iterator: unknown }>;

/** 36 samples in batches of 6, over and over; shuffled or not. */
function repeated({ shuffled = false } = {}): Dataset {
  const { xs, ys } = smallData();
  const [points, codes] = [xs.arraySync(), ys.arraySync()];
  const rows = tfd.array(points.map((point, i) => ({ xs: point, ys: codes[i]! })));
  const all = rows.repeat();
  return (shuffled ? all.shuffle(36) : all).batch(6) as unknown as Dataset;
}

describe('data without an end', () => {
  it('is measured as far as an epoch of fitDataset goes, and the record says so', async () => {
    const data = repeated();
    const nc = new NeuralCollapse({ ...QUIET, data, validationData: repeated(), ood: repeated() });
    const args = { epochs: 2, batchesPerEpoch: 3, verbose: 0 } as const;
    await smallModel().fitDataset(data as never, { ...args, callbacks: [nc] });
    expect(nc.records.length).toBe(2);
    for (const record of nc.records) {
      expect(record.measured.samples).toBe(18);
      expect(record.validation).toMatchObject({ samples: 18 });
      expect(record.metrics['nc5.ood']).toBeGreaterThan(0);
      const notes = ['data', 'validationData', 'ood'].map(name =>
        expect.stringMatching(`^${name} has no end`),
      );
      expect(record.measured.source).toEqual({ kind: 'evaluation', passes: 1, notes });
      expect(notesOf(record)).toEqual(expect.arrayContaining(notes));
      expect(recordShape(record)).toBe(true);
    }
    expect(warnings()).toEqual([]);
  });

  it('leaves no tensor behind, shuffled, in one training after the other', async () => {
    const model = smallModel();
    const { xs, ys } = smallData();
    const data = repeated({ shuffled: true });
    const counts = [];
    for (let i = 0; i < 3; i++) {
      const nc = new NeuralCollapse({ ...QUIET, data, batchesPerPass: 6 });
      await model.fit(xs, ys, { epochs: 2, verbose: 0, callbacks: [nc] });
      expect(nc.records.length).toBe(2);
      counts.push(tf.memory().numTensors);
    }
    expect(counts[2]).toBe(counts[1]);
  });

  it.each(['data', 'validationData', 'ood'])(
    'is refused at once where nobody says how much: %s',
    async name => {
      const { xs, ys } = smallData();
      const reason = new RegExp(`${name} must have an end, or the option batchesPerPass must say`);
      const options = { ...QUIET, data: { xs, ys }, [name]: repeated() };
      const model = smallModel();
      await expect(new NeuralCollapse({ ...options, model }).measure(0)).rejects.toThrow(reason);
      let steps = 0;
      const nc = new NeuralCollapse(options);
      const counting = new (await import('@tensorflow/tfjs-layers')).CustomCallback({
        onBatchBegin: async () => void steps++,
      });
      await expect(model.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [nc, counting] })).rejects.toThrow(
        reason,
      );
      expect(steps).toBe(0);
      const bounded = new NeuralCollapse({ ...options, model, batchesPerPass: 6 });
      const { measured } = await bounded.measure(0);
      expect(measured.source).toMatchObject({
        notes: [expect.stringMatching(`^${name} is measured up to batch 6`)],
      });
      await bounded.close();
    },
  );

  it('does for samplesPerClass, which stops by itself', async () => {
    const model = smallModel();
    const nc = new NeuralCollapse({
      ...QUIET,
      model,
      data: repeated({ shuffled: true }),
      samplesPerClass: 4,
    });
    const { measured } = await nc.measure(0);
    expect(measured.counts).toEqual([4, 4, 4]);
    await nc.close();
  });

  it('is passed over for codes that a batch does not show, once around', async () => {
    const { xs, labels } = smallData();
    const codes = [
      [1, 2, 0],
      [0, 1, 2],
      [2, 0, 1],
    ];
    const points = xs.arraySync();
    const rows = tfd.array(points.map((point, i) => ({ xs: point, ys: codes[labels[i]!]! })));
    const data = rows.repeat().batch(6) as unknown as Dataset;
    const nc = new NeuralCollapse({ ...QUIET, model: smallModel(), data, batchesPerPass: 6 });
    expect((await nc.measure(0)).measured).toMatchObject({ classes: 3, samples: 36 });
    await nc.close();
  });
});

it('checks the option', () => {
  for (const batchesPerPass of [0, 1.5, Number.POSITIVE_INFINITY, '3']) {
    const make = () => new NeuralCollapse({ ...QUIET, data: repeated(), batchesPerPass } as never);
    expect(make).toThrow(/NeuralCollapse: batchesPerPass must be a positive integer/);
  }
});

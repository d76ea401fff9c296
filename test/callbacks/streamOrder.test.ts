import * as tf from '@tensorflow/tfjs-core';
import * as tfd from '@tensorflow/tfjs-data';
import { describe, expect, it } from 'vitest';
import { NeuralCollapse, type NeuralCollapseOptions } from '../../callbacks/index.js';
import { notesOf } from '../../run/read/theoryWords.js';
import { recordShape } from '../../run/schema/fileShapes.js';
import { outliersText } from '../../run/tensorboard/texts.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { QUIET, smallData, smallModel } from '../helpers/smallModel.js';

mutedWarnings();

type Dataset = Extract<NonNullable<NeuralCollapseOptions['data']>, { iterator: unknown }>;

/** Two samples of 120 have a wrong label. */
const WRONG = [17, 100];

function noisy() {
  const { xs, ys } = smallData(40);
  const points = xs.arraySync();
  const codes = ys.arraySync().map((code, i) => (WRONG.includes(i) ? [code[2]!, code[0]!, code[1]!] : code));
  const rows = tfd.array(points.map((point, i) => ({ xs: point, ys: codes[i]! })));
  const stable = rows.batch(25) as unknown as Dataset;
  const shuffled = rows.shuffle(120).batch(25) as unknown as Dataset;
  return { stable, shuffled, labels: codes.map(code => code.indexOf(1)) };
}

const placesIn = ({ outliers }: NeuralCollapseRecord) =>
  'absent' in outliers ? [] : outliers.map(({ index }) => index);

describe.each([
  ['one pass', {}],
  ['two passes', { featureMemory: 1000 }],
])('outliers of a stream measured in %s', (_, options) => {
  it('have their position as soon as two passes had the same order, also over several trainings', async () => {
    const { stable } = noisy();
    for (const data of [stable, () => stable]) {
      const nc = new NeuralCollapse({ ...QUIET, data, outliers: 2, ...options });
      const model = smallModel();
      const { xs, ys } = smallData();
      for (let i = 0; i < 2; i++) {
        await model.fit(xs, ys, { epochs: i + 1, initialEpoch: i, verbose: 0, callbacks: [nc] });
      }
      const [first, second] = nc.records;
      expect(second!.measured.order).toBe('same');
      expect(placesIn(second!).sort((a, b) => a! - b!)).toEqual(WRONG);
      const isTwice = 'featureMemory' in options;
      expect(first!.measured.order).toBe(isTwice ? 'same' : 'unknown');
      expect(placesIn(first!).sort((a, b) => a! - b!)).toEqual(isTwice ? WRONG : [undefined, undefined]);
    }
  });

  it('have none where it is shuffled; their labels and distances are right', async () => {
    const { stable, shuffled } = noisy();
    const model = smallModel();
    const measure = async (data: Dataset) => {
      const nc = new NeuralCollapse({ ...QUIET, model, data, outliers: 5, ...options });
      await nc.measure(0);
      const record = await nc.measure(1);
      await nc.close();
      return record;
    };
    const [wanted, record] = [await measure(stable), await measure(shuffled)];
    expect(record.measured.order).toBe('changing');
    expect(placesIn(record)).toEqual(new Array(5).fill(undefined));
    const facts = ({ outliers }: NeuralCollapseRecord) =>
      'absent' in outliers ? [] : outliers.map(({ label, decision }) => [label, decision]);
    expect(facts(record)).toEqual(facts(wanted));
    if ('absent' in record.outliers || 'absent' in wanted.outliers) throw new Error('no outliers');
    for (const [i, { distance }] of record.outliers.entries()) {
      // The same samples in another order: sums in float32.
      expect(distance / wanted.outliers[i]!.distance).toBeCloseTo(1, 4);
    }
    for (const [id, value] of Object.entries(wanted.metrics)) {
      const found = record.metrics[id as keyof typeof record.metrics]!;
      expect(Math.abs(found - value), id).toBeLessThan(1e-3 * Math.abs(value) + 1e-6);
    }
    expect(record.measured.source).not.toHaveProperty('notes');
    expect(recordShape(record)).toBe(true);
    expect(recordShape(wanted)).toBe(true);
    const why = 'Outliers have no index: the order or the samples of the stream changed between passes.';
    expect(notesOf(record)).toEqual([why]);
    expect(notesOf(wanted)).toEqual([]);
    expect(outliersText(record)).toMatch(new RegExp(`\\n\\| – \\| \\d \\|.*\\n\\n${why}$`, 's'));
  });

  it('have none in a subset of a stream, which is passed over once', async () => {
    const { stable } = noisy();
    const nc = new NeuralCollapse({
      ...QUIET,
      model: smallModel(),
      data: stable,
      samplesPerClass: 9,
      ...options,
    });
    const { measured, outliers } = await nc.measure(0);
    expect(measured.order).toBe('unknown');
    expect(placesIn({ outliers } as NeuralCollapseRecord)).toEqual(new Array(10).fill(undefined));
    await nc.close();
  });
});

it('says that two passes over a stream had other samples', async () => {
  const { xs, ys } = smallData();
  let pass = 0;
  const data = () => [{ xs: tf.mul(xs, 1 + 0.1 * pass++), ys: tf.clone(ys) }];
  const model = smallModel();
  const nc = new NeuralCollapse({ ...QUIET, model, data, featureMemory: 500 });
  const { measured } = await nc.measure(0);
  expect(measured.source).toMatchObject({
    passes: 2,
    notes: [expect.stringMatching(/the second pass over the stream had other samples than the first/)],
  });
  await nc.close();
});

it('says nothing of the order of tensors', async () => {
  const { xs, ys } = smallData();
  const nc = new NeuralCollapse({ ...QUIET, model: smallModel(), data: { xs, ys } });
  const record = await nc.measure(0);
  expect(record.measured).not.toHaveProperty('order');
  expect(placesIn(record).every(Number.isInteger)).toBe(true);
  await nc.close();
});

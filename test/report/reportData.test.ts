import { describe, expect, it } from 'vitest';
import { reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import type { RunData } from '../../run/read/runData.js';
import type { TheoryComparison } from '../../src/theory/comparison.js';
import { fakeNc1, fakeRun } from '../helpers/fakeRun.js';

const dataOf = (...runs: RunData[]) => reportDataOf(runs);

/** Every number anywhere in plain data. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('reportDataOf', () => {
  it('is plain JSON without NaN', () => {
    const run = fakeRun({ epochs: 3, validation: true, layers: ['a', 'b'] });
    const [first, ...rest] = run.records;
    const broken = { ...first!, metrics: { ...first!.metrics, 'nc1.pinv': Number.NaN } };
    const data = dataOf({ ...run, records: [broken, ...rest] });
    expect(JSON.parse(JSON.stringify(data))).toEqual(data);
    expect(numbersIn(data).every(Number.isFinite)).toBe(true);
    expect(data.runs[0]!.series['nc1.pinv']!.measured).toHaveLength(2);
  });

  it('has measured, predicted and validation of each metric, and what tf.js logged', () => {
    const { series } = dataOf(fakeRun({ epochs: 3, validation: true })).runs[0]!;
    const { measured, predicted, validation } = series['nc1.pinv']!;
    for (const [epoch, value] of measured) expect(value! / fakeNc1(epoch)).toBeCloseTo(1, 5);
    expect(predicted.map(([, value]) => value)).toEqual([0, 0, 0]);
    expect(validation[2]![1]! / measured[2]![1]!).toBeCloseTo(1.5, 4);
    expect(series['logs.val_loss']!.measured).toEqual([
      [0, 1.2],
      [1, 0.6],
      [2, 0.4],
    ]);
  });

  it('does not repeat metrics that the callback put into the logs, with or without a prefix', () => {
    const run = fakeRun({ epochs: 1 });
    const logs = { loss: 1, 'nc1.pinv': 2, 'val_nc1.pinv': 3, 'train.loss': 1 };
    const { series } = dataOf({ ...run, records: [{ ...run.records[0]!, logs }] }).runs[0]!;
    expect(Object.keys(series).filter(id => id.startsWith('logs.'))).toEqual(['logs.loss']);
  });

  it('keeps enough of a share near 1 to show how far it is', () => {
    const run = fakeRun({ epochs: 1 });
    const share = 1 - 1 / 60_000;
    const metrics = { ...run.records[0]!.metrics, 'nc4.ncc': share };
    const { series } = dataOf({ ...run, records: [{ ...run.records[0]!, metrics }] }).runs[0]!;
    expect((1 - series['nc4.ncc']!.measured[0]![1]!) * 60_000).toBeCloseTo(1, 4);
  });

  it('has what stands in for something that theory does not cover, and says it once', () => {
    const run = fakeRun({ epochs: 1 });
    const [record] = run.records;
    const theory = record!.theory as TheoryComparison;
    const notes = [
      'the loss is hinge',
      'for a linear output the shape of mse is predicted instead',
      'another',
    ];
    const reason = notes.slice(0, 2).join('; ');
    const assumptions = { ...theory.assumptions, notes, onlyAssumed: [reason] };
    const records = [{ ...record!, theory: { ...theory, assumptions } }];
    const { state } = dataOf({ ...run, records }).runs[0]!;
    expect(state!.onlyAssumed).toEqual([reason]);
    const words = state!.theory as string[];
    expect(words[0]).toBe(`Only assumed, marked with ~: ${reason}.`);
    expect(words.filter(sentence => sentence.startsWith('Note'))).toEqual(['Note: another.']);
    expect(dataOf(run).runs[0]!.state!.onlyAssumed).toEqual([]);
  });

  it('states assumptions in words', () => {
    const { state } = dataOf(fakeRun()).runs[0]!;
    expect(state!.theory).toEqual([
      'Loss: squared error, mean over samples of ½‖z − e‖².',
      'Features: nonnegative (ReLU), read from the measured features.',
      'Weights: λ_W = 5·10⁻⁴.',
      'Features: λ_H = 10⁻⁶ per sample (calibrated from this network as λ_W‖W‖²/‖H‖²; a real network has no penalty on its features).',
      'Bias: without penalty, λ_b = 0.',
      'Method: closed form, a source.',
      'Note: a note on the loss.',
    ]);
  });

  it('tells runs of the same name apart, and says what differs', () => {
    const data = dataOf(fakeRun({ info: { seed: 1 } }), fakeRun({ info: { seed: 2 } }));
    expect(data.runs.map(({ name }) => name)).toEqual(['fake', 'fake (2)']);
    expect(data.differences).toEqual([{ name: 'info.seed', values: ['1', '2'] }]);
  });

  it('does not name the folder of a run: reports are sent to others', () => {
    const run = { ...fakeRun(), folder: '/home/somebody/secret/fake' };
    expect(JSON.stringify(dataOf(run))).not.toContain('somebody');
  });

  it('shows the least collapsed classes of very many', () => {
    const { geometry } = dataOf(fakeRun({ epochs: 1, classes: 150 })).runs[0]!;
    const gram = geometry!.meanGram;
    if ('absent' in gram) throw new Error(gram.absent);
    expect([gram.of, gram.indices.length, gram.measured.length]).toEqual([150, 100, (100 * 99) / 2]);
    // In fakeRun the classes of small index are the least collapsed.
    expect(gram.indices).toEqual(Array.from({ length: 100 }, (_, k) => k));
  });
});

describe('the size of a report', () => {
  const bytes = (run: RunData) => Buffer.byteLength(reportHtml(dataOf(run)));
  const options = { validation: true, layers: ['a', 'b', 'c'], projected: 2000 };

  it('is below 1.5 MB for 500 epochs of 100 classes', () => {
    expect(bytes(fakeRun({ ...options, epochs: 500, classes: 100 }))).toBeLessThan(1.5e6);
  });

  it('does not grow with the epochs without bound', () => {
    const [some, many] = [2000, 8000].map(epochs => bytes(fakeRun({ epochs })));
    // Between 664 and 1000 points a curve; epochs may have a digit more.
    expect(many! / some!).toBeLessThan(1.6);
  });
});

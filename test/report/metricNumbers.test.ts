import { expect, it } from 'vitest';
import { shownNumbers } from '../../report/metricNumbers.js';
import { recordNumbers } from '../../report/recordNumbers.js';
import { reportDataOf } from '../../report/reportData.js';
import { fakeNc1, fakeRun } from '../helpers/fakeRun.js';

const run = fakeRun({ epochs: 3, validation: true });

it('has a row per record, and columns for measured, predicted, gap and validation', () => {
  const { columns, rows } = recordNumbers(run.records);
  expect(columns.slice(0, 5)).toEqual([
    ...['epoch', 'nc1.pinv', 'nc1.pinv.predicted', 'nc1.pinv.gap', 'nc1.pinv.validation'],
  ]);
  expect(rows.map(row => row.slice(0, 5))).toEqual(
    [0, 1, 2].map(epoch => [
      epoch,
      fakeNc1(epoch),
      0,
      Number(fakeNc1(epoch).toPrecision(12)),
      1.5 * fakeNc1(epoch),
    ]),
  );
  // Without a prediction there is no column of one, nor of a gap.
  expect(columns.filter(name => name.startsWith('nc1.cdnv'))).toEqual(['nc1.cdnv']);
  expect(columns.slice(-2)).toEqual(['logs.loss', 'logs.val_loss']);
  expect(rows[1]!.slice(-2)).toEqual([0.5, 0.6]);
});

it('leaves a place empty where there is no value', () => {
  const [first, second, third] = run.records;
  const { 'nc1.pinv': _, ...metrics } = second!.metrics;
  const bare = { ...second!, metrics, validation: { error: 'no data' }, theory: { absent: 'unknown loss' } };
  const { columns, rows } = recordNumbers([first!, bare as never, third!]);
  expect(rows[1]!.slice(0, 5)).toEqual([1, null, null, null, null]);
  expect(rows[1]![columns.indexOf('nc1.ratio')]).toBe(metrics['nc1.ratio']);
});

it('what the page has is the same with six digits', () => {
  const page = shownNumbers(reportDataOf([run]).runs);
  const file = recordNumbers(run.records);
  expect(page.columns).toEqual(file.columns);
  for (const [i, row] of page.rows.entries()) {
    for (const [j, cell] of row.entries()) expect(cell).toBeCloseTo(file.rows[i]![j] as number, 5);
  }
});

it('of several runs, each row names its run', () => {
  const other = fakeRun({ name: 'other', epochs: 2 });
  const { columns, rows } = shownNumbers(reportDataOf([run, other]).runs);
  expect(columns.slice(0, 3)).toEqual(['run', 'epoch', 'nc1.pinv']);
  expect(rows.map(row => row.slice(0, 2))).toEqual([
    ...[0, 1, 2].map(epoch => ['fake', epoch]),
    ...[0, 1].map(epoch => ['other', epoch]),
  ]);
  expect(rows[3]![columns.indexOf('nc1.pinv.validation')]).toBeNull();
});

import type { NoiseRow } from './experiment.js';

type Column = readonly [title: string, text: (row: NoiseRow) => string];

const percent = (value: number) => `${(100 * value).toFixed(1)}%`;

const COLUMNS: readonly Column[] = [
  ['epoch', ({ epoch }) => String(epoch)],
  ['precision', ({ precision }) => percent(precision)],
  ['recall', ({ recall }) => percent(recall)],
  ['recall of twice', ({ recallOfTwice }) => percent(recallOfTwice)],
  ['nc1.pinv', ({ nc1 }) => (nc1 === undefined ? '-' : nc1.toPrecision(3))],
  ['accuracy', ({ trainAccuracy }) => percent(trainAccuracy)],
  ['on flipped', ({ accuracyOnFlipped }) => percent(accuracyOnFlipped)],
];

export const HEADER = lineOf(COLUMNS.map(([title]) => title));

/** One epoch, below {@link HEADER}. */
export function rowText(row: NoiseRow): string {
  return lineOf(COLUMNS.map(([, text]) => text(row)));
}

function lineOf(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(Math.max(9, COLUMNS[i]![0].length))).join('  ');
}

/** The epoch with the best precision; of equal ones the best recall of twice as many, then the first. */
export function bestOf(rows: readonly NoiseRow[]): NoiseRow {
  return rows.reduce((best, row) =>
    row.precision > best.precision ||
    (row.precision === best.precision && row.recallOfTwice > best.recallOfTwice)
      ? row
      : best,
  );
}

/** Epoch by epoch the mean over several runs of the same length. */
export function meanOf(runs: readonly (readonly NoiseRow[])[]): NoiseRow[] {
  const mean = (rows: readonly NoiseRow[], pick: (row: NoiseRow) => number) =>
    rows.reduce((sum, row) => sum + pick(row), 0) / rows.length;
  return runs[0]!.map(({ epoch }, i) => {
    const rows = runs.map(run => run[i]!);
    return {
      epoch,
      precision: mean(rows, row => row.precision),
      recall: mean(rows, row => row.recall),
      recallOfTwice: mean(rows, row => row.recallOfTwice),
      trainAccuracy: mean(rows, row => row.trainAccuracy),
      accuracyOnFlipped: mean(rows, row => row.accuracyOnFlipped),
      nc1: rows.some(({ nc1 }) => nc1 === undefined) ? undefined : mean(rows, ({ nc1 }) => nc1!),
    };
  });
}

import { expect, it } from 'vitest';
import type { NoiseRow } from '../../../examples/label-noise/experiment.js';
import { bestOf, HEADER, meanOf, rowText } from '../../../examples/label-noise/noiseRows.js';

function row(epoch: number, precision: number, recallOfTwice: number): NoiseRow {
  const share = { precision, recall: precision, recallOfTwice, trainAccuracy: 0.5, accuracyOnFlipped: 0 };
  return { epoch, ...share, nc1: 2 * precision };
}

it('the best epoch has the best precision, then the best recall of twice as many, then is the first', () => {
  const best = (...rows: NoiseRow[]) => bestOf(rows).epoch;
  expect(best(row(0, 0.1, 0.9), row(1, 0.2, 0.2), row(2, 0.15, 1))).toBe(1);
  expect(best(row(0, 0.2, 0.3), row(1, 0.2, 0.4), row(2, 0.2, 0.4))).toBe(1);
});

it('the mean over runs is taken epoch by epoch', () => {
  const mean = meanOf([
    [row(0, 0.25, 0.5), row(3, 0.5, 1)],
    [row(0, 0.75, 1), row(3, 1, 1)],
  ]);
  expect(mean).toEqual([row(0, 0.5, 0.75), row(3, 0.75, 1)]);
  expect(meanOf([[{ ...row(0, 0.25, 0.5), nc1: undefined }]])[0]!.nc1).toBeUndefined();
});

it('a row stands below its header', () => {
  const text = rowText(row(12, 0.876, 1));
  expect(text.length).toBe(HEADER.length);
  expect(text).toMatch(/^ +12 +87\.6% +87\.6% +100\.0% +1\.75 +50\.0% +0\.0%$/);
});

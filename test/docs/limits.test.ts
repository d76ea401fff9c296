import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../callbacks/optionTable.js';

const read = (path: string) => readFileSync(path, 'utf8');
const page = read('docs/limits.md');

/** The row of a table that begins with these words. */
function rowOf(words: string): string {
  const row = page.split('\n').find(line => line.startsWith(`| ${words}`));
  if (row === undefined) throw new Error(`docs/limits.md has no row "${words}"`);
  return row;
}

describe('docs/limits.md', () => {
  // The number as it stands in the source, and in the row.
  it.each([
    ['`gnc2.margin`', 'src/metrics/gnc2.ts', /MAX_MARGIN_CLASSES = (\d+);/],
    ['prediction in a record', 'callbacks/theory/predictForRecord.ts', /MOST_CLASSES = (\d+);/],
    ['Gram matrices', 'src/record/snapshotOf.ts', /MOST_DRAWN = (\d+);/],
    ['Gram matrices', 'run/tensorboard/pictures.ts', /MOST_CLASSES = (\d+);/],
    ['Gram matrices', 'report/geometryData.ts', /MOST_ROWS = (\d+);/],
    ['table of classes', 'src/record/snapshotOf.ts', /MOST_COMPARED = (\d+);/],
    ['curves on the report', 'src/record/thinnedCurve.ts', /MOST_POINTS = (\d+);/],
    ['`nc1.pinv`, `rank.effective`', 'src/statistics/classSummary.ts', /exactRank: (\d+),/],
    ['live page', 'report/live/liveServer.ts', /connections: (\d+),/],
  ])('%s: the number of %s', (row, file, pattern) => {
    const [, number] = pattern.exec(read(file)) ?? [];
    expect(number, `${file} ${pattern}`).toBeDefined();
    expect(rowOf(row)).toMatch(new RegExp(`\\b${number}\\b`));
  });

  it('features cached: the number of the option featureMemory', () => {
    const mebibytes = Number(OPTIONS.featureMemory.default) / 2 ** 20;
    expect(rowOf('features cached')).toMatch(new RegExp(`\\b${mebibytes}\\b`));
  });
});

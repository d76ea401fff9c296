import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OPTIONS } from '../../callbacks/optionTable.js';
import { MOST_PREDICTED_CLASSES } from '../../callbacks/theory/predictForNetwork.js';
import { MOST_GRAM_ROWS } from '../../report/cosineData.js';
import { SERVER_LIMITS } from '../../report/live/liveServer.js';
import { MOST_PICTURED_CLASSES } from '../../run/tensorboard/pictures.js';
import { MAX_MARGIN_CLASSES } from '../../src/metrics/gnc2.js';
import { MOST_COMPARED, MOST_DRAWN } from '../../src/record/snapshotOf.js';
import { MOST_POINTS } from '../../src/record/thinnedCurve.js';
import { SUMMARY_LIMITS } from '../../src/statistics/classSummary.js';

const page = readFileSync('docs/limits.md', 'utf8');

/** The row of a table that begins with these words. */
function rowOf(words: string): string {
  const row = page.split('\n').find(line => line.startsWith(`| ${words}`));
  if (row === undefined) throw new Error(`docs/limits.md has no row "${words}"`);
  return row;
}

describe('docs/limits.md', () => {
  it.each<[string, Record<string, number>]>([
    ['`gnc2.margin`', { MAX_MARGIN_CLASSES }],
    ['prediction in a record', { MOST_PREDICTED_CLASSES }],
    ['Gram matrices', { MOST_DRAWN, MOST_PICTURED_CLASSES, MOST_GRAM_ROWS }],
    ['table of classes', { MOST_COMPARED }],
    ['curves on the report', { MOST_POINTS }],
    ['`nc1.pinv`, `rank.effective`', { exactRank: SUMMARY_LIMITS.exactRank }],
    ['live page', { connections: SERVER_LIMITS.connections }],
  ])('%s: the numbers of the code, %o', (row, limits) => {
    for (const number of Object.values(limits)) expect(rowOf(row)).toMatch(new RegExp(`\\b${number}\\b`));
  });

  it('features cached: the number of the option featureMemory', () => {
    const mebibytes = Number(OPTIONS.featureMemory.default) / 2 ** 20;
    expect(rowOf('features cached')).toMatch(new RegExp(`\\b${mebibytes}\\b`));
  });
});

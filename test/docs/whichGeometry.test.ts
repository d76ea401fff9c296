import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometrySections } from '../../docs/generate/geometryCases.js';
import { PREDICTED_COLUMNS, predictedCells, withGeometryTables } from '../../docs/generate/geometryTable.js';

const page = readFileSync('docs/which-geometry.md', 'utf8');
const commands = [...page.matchAll(/^# ([A-Z]\d+)\nnpx tfjs-nc (predict .*)$/gm)].map(
  ([, row, words]) => [row!, words!] as const,
);
const rows = new Map(
  [...page.matchAll(/^\| ([A-Z]\d+) \|(.*)\|$/gm)].map(([, row, cells]) => [
    row!,
    cells!.split('|').map(cell => cell.trim()),
  ]),
);

/** The numbers of a cell, and what is left of it without them. */
function parts(cell: string): { words: string; numbers: number[] } {
  const pattern = /−?\d+(?:\.\d+)?(?:e−?\d+)?/g;
  return {
    words: cell.replace(pattern, '#'),
    numbers: (cell.match(pattern) ?? []).map(text => Number(text.replaceAll('−', '-'))),
  };
}

const cosineOf = (row: string) =>
  parts(rows.get(row)!.at(PREDICTED_COLUMNS.indexOf('mean cosine') - PREDICTED_COLUMNS.length)!).numbers[0];

/** A unit of the last digit, a little more: rounding may fall either way on another machine. */
function lastDigit(column: string, value: number): number {
  const places: Record<string, number> = { 'mean cosine': 1e-4, lengths: 1e-2 };
  return 1.01 * (places[column] ?? 1e-2 * Math.abs(value) + 1e-6);
}

describe('docs/which-geometry.md', () => {
  it('has one command for each row', () => {
    expect(commands.map(([row]) => row)).toEqual([...rows.keys()]);
    expect(rows.size).toBe(geometrySections.reduce((sum, { cases }) => sum + cases.length, 0));
    expect(new Set(commands.map(([, words]) => words)).size).toBe(commands.length);
  });

  it.each(commands)('row %s says what its command prints: %s', async (row, words) => {
    const printed = await predictedCells(words);
    const shown = rows.get(row)!.slice(-printed.length);
    for (const [i, cell] of printed.entries()) {
      const [expected, received] = [parts(cell), parts(shown[i]!)];
      expect(received.words, PREDICTED_COLUMNS[i]).toBe(expected.words);
      for (const [j, value] of expected.numbers.entries()) {
        const name = PREDICTED_COLUMNS[i]!;
        expect(Math.abs(received.numbers[j]! - value), name).toBeLessThan(lastDigit(name, value));
      }
    }
  });

  // τ = √(N λ_W λ_H) = 0.005, K = 5; the closed form of Massion, Makhlouf, Massart 2026, written out.
  it.each([
    ['A2', 0.1],
    ['E5', 0.02],
  ])('row %s has the cosine of the closed form at λ_b = %s', (row, lambdaB) => {
    const [tau, K] = [0.005, 5];
    const g0 = 1 / Math.sqrt(K) - tau;
    const g1 = (1 - (tau * Math.sqrt(K)) / lambdaB) / Math.sqrt(K) - tau;
    expect(cosineOf(row)).toBeCloseTo((g1 - g0) / ((K - 1) * g0 + g1), 4);
  });

  it('has simplex ETFs and orthogonal frames where theory has them', () => {
    for (const row of ['A1', 'A7', 'A8', 'A9', 'C5', 'D1', 'D5', 'E1', 'E4'])
      expect(cosineOf(row), row).toBe(-1 / 4);
    for (const row of ['A3', 'A4', 'A5', 'A6', 'A10', 'A11', 'A12', 'B3', 'B12'])
      expect(cosineOf(row), row).toBe(0);
  });

  it('keeps its text when the tables are made anew', async () => {
    const anew = await withGeometryTables(page, geometrySections);
    const text = (markdown: string) =>
      markdown.replaceAll(/^\|.*\|$/gm, '').replaceAll(/<details>[\s\S]*?<\/details>/g, '');
    expect(text(anew)).toBe(text(page));
    const setting = (markdown: string) => [...markdown.matchAll(/^# [A-Z]\d+\n.*$/gm)].map(([line]) => line);
    expect(setting(anew)).toEqual(setting(page));
  });
});

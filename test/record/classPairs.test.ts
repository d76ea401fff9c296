import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { geometry } from '../../src/metrics/geometry.js';
import { classRows, worstPairs } from '../../src/record/classPairs.js';
import { collapsed } from '../helpers/constructions.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';

async function tables(data: Parameters<typeof statisticsOf>[0]) {
  const statistics = await statisticsOf(data);
  const shape = geometry(statistics, 'class');
  return { rows: classRows(statistics, shape, undefined), pairs: worstPairs(statistics, shape), statistics };
}

describe('classRows and worstPairs', () => {
  it('average to nc1.cdnv, and put the worst first', async () => {
    const { rows, pairs, statistics } = await tables(
      randomDataset({ counts: [9, 8, 7, 6, 5], dim: 4, seed: 1 }),
    );
    const cdnv = computeMetrics({ statistics }).metrics['nc1.cdnv']!;
    expect(pairs).toHaveLength(10);
    expect(pairs.reduce((sum, pair) => sum + pair.cdnv! / 10, 0) / cdnv).toBeCloseTo(1, 12);
    expect(rows.reduce((sum, row) => sum + row.cdnv! / 5, 0) / cdnv).toBeCloseTo(1, 12);
    for (const list of [rows, pairs]) {
      const values = list.map(({ cdnv: value }) => value!);
      expect(values).toEqual([...values].sort((a, b) => b - a));
    }
    expect(rows.map(row => row.class).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('names the nearest class, lengths, distances and angles', async () => {
    const data = collapsed([
      [3, 0],
      [3, 1],
      [-6, -1],
    ]);
    const { rows, pairs } = await tables(data);
    const byClass = [...rows].sort((a, b) => a.class - b.class);
    expect(byClass.map(({ nearest }) => nearest)).toEqual([1, 0, 0]);
    expect(byClass.map(({ norm }) => norm)).toEqual([3, Math.sqrt(10), Math.sqrt(37)]);
    expect(byClass.map(({ variance, cdnv }) => [variance, cdnv])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
    const near = pairs.find(({ classes }) => classes.join() === '0,1')!;
    expect(near.distance).toBeCloseTo(1, 12);
    // The center is the origin.
    expect(near.cosine).toBeCloseTo(3 / Math.sqrt(10), 12);
  });

  it('has null, before all others, where means coincide', async () => {
    const { rows, pairs } = await tables(
      collapsed([
        [1, 0],
        [0, 1],
        [1, 0],
      ]),
    );
    expect(pairs[0]).toMatchObject({ classes: [0, 2], cdnv: null, distance: 0 });
    expect(rows.slice(0, 2).map(row => row.class)).toEqual([0, 2]);
    expect(rows[2]!.cdnv).toBe(0);
  });

  it('keeps the twenty worst of many', async () => {
    const data = randomDataset({ counts: new Array<number>(12).fill(4), dim: 3, seed: 2 });
    const { pairs, statistics } = await tables(data);
    expect(pairs).toHaveLength(20);
    const { distances } = geometry(statistics, 'class');
    const all: number[] = [];
    for (let k = 0; k < 12; k++) {
      for (let l = k + 1; l < 12; l++) {
        all.push((statistics.variances[k]! + statistics.variances[l]!) / (2 * distances.get(k, l)));
      }
    }
    expect(pairs.map(({ cdnv }) => cdnv)).toEqual(all.sort((a, b) => b - a).slice(0, 20));
  });
});

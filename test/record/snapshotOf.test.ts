import { describe, expect, it } from 'vitest';
import { absent } from '../../src/base/absent.js';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { geometryOf } from '../../src/metrics/geometry.js';
import type { CrossCosines, GramPair, RowNorms } from '../../src/record/snapshot.js';
import { classRows, type SnapshotInput, snapshotOf, worstPairs } from '../../src/record/snapshotOf.js';
import { collapsed } from '../helpers/constructions.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';
import { atOptimum, SETTING } from '../helpers/theory.js';

const none = { head: absent('no head'), prediction: absent('off'), projection: absent('no sample') };

function snapshotAtOptimum() {
  const { statistics, head, prediction, theory } = atOptimum();
  const shape = geometryOf(statistics, 'class');
  const input: SnapshotInput = { ...none, statistics, geometry: shape, head, prediction };
  return { snapshot: snapshotOf(input), statistics, head, theory, prediction };
}

const distance = ({ measured, predicted }: GramPair) =>
  Math.hypot(...measured.flatMap((row, i) => row.map((x, j) => x - (predicted as number[][])[i]![j]!)));

describe('snapshotOf', () => {
  it('shows no difference between a network at the optimum and theory', () => {
    const { snapshot } = snapshotAtOptimum();
    // Float64: the closed form against Gram matrices of its own means and kernel.
    expect(distance(snapshot.meanGram as GramPair)).toBeLessThan(1e-12);
    expect(distance(snapshot.weightGram as GramPair)).toBeLessThan(1e-12);
    for (const { norm, predictedNorm } of snapshot.classes) expect(norm / predictedNorm!).toBeCloseTo(1, 12);
  });

  it('has angles and lengths of the rows of W, measured and predicted', () => {
    const { snapshot, head, statistics } = snapshotAtOptimum();
    const { measured, predicted } = snapshot.crossCosines as CrossCosines;
    const rows = head.kernel.transpose().to2DArray();
    const means = statistics.means.to2DArray();
    const dot = (a: number[], b: number[]) => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
    rows.forEach((row, j) => {
      means.forEach((mean, k) => {
        const cosine = dot(row, mean) / (Math.hypot(...row) * Math.hypot(...mean));
        expect(measured[j]![k]).toBeCloseTo(cosine, 12);
        expect((predicted as number[][])[j]![k]).toBeCloseTo(cosine, 12);
      });
    });
    const norms = snapshot.rowNorms as RowNorms;
    norms.measured.forEach((norm, j) => {
      expect(norm).toBeCloseTo(Math.hypot(...rows[j]!), 12);
      expect((norms.predicted as number[])[j]! / norm).toBeCloseTo(1, 12);
    });
  });

  it('has no angle where a row or a mean has no direction', async () => {
    const statistics = await statisticsOf(
      collapsed([
        [0, 0],
        [3, 4],
      ]),
    );
    const head = {
      kernel: new Matrix([
        [1, 0],
        [1, 0],
      ]),
      bias: null,
    };
    const snapshot = snapshotOf({ ...none, statistics, geometry: geometryOf(statistics, 'class'), head });
    const { measured, predicted } = snapshot.crossCosines as CrossCosines;
    expect(measured).toEqual([
      [null, expect.closeTo(7 / (5 * Math.SQRT2), 6)],
      [null, null],
    ]);
    expect(predicted).toEqual({ absent: 'off' });
    expect(snapshot.rowNorms).toEqual({ measured: [Math.SQRT2, 0], predicted: { absent: 'off' } });
  });

  it('differs from theory by nc2.theory', async () => {
    const { theory, head, prediction } = snapshotAtOptimum();
    const statistics = await statisticsOf(
      randomDataset({ counts: [...SETTING.classCounts], dim: 4, seed: 9 }),
    );
    const shape = geometryOf(statistics, 'class');
    const snapshot = snapshotOf({ ...none, statistics, geometry: shape, head, prediction });
    const { metrics } = computeMetrics({ statistics, head, theory });
    expect(distance(snapshot.meanGram as GramPair) / metrics['nc2.theory']!).toBeCloseTo(1, 12);
  });

  it('says why something is missing', async () => {
    const statistics = await statisticsOf(randomDataset({ counts: [5, 5, 5], dim: 4, seed: 9 }));
    const snapshot = snapshotOf({ ...none, statistics, geometry: geometryOf(statistics, 'class') });
    expect(snapshot.meanGram).toMatchObject({ predicted: { absent: 'off' } });
    expect(snapshot.weightGram).toEqual({ absent: 'no head' });
    expect(snapshot.crossCosines).toEqual({ absent: 'no head' });
    expect(snapshot.rowNorms).toEqual({ absent: 'no head' });
    expect(snapshot.projection).toEqual({ absent: 'no sample' });
    expect(snapshot.classes[0]).not.toHaveProperty('predictedNorm');
  });

  it('draws no matrix of more than 200 classes', async () => {
    const counts = new Array<number>(201).fill(2);
    const statistics = await statisticsOf(randomDataset({ counts, dim: 3, seed: 5 }));
    const snapshot = snapshotOf({ ...none, statistics, geometry: geometryOf(statistics, 'class') });
    expect(snapshot.meanGram).toEqual({ absent: 'drawn for at most 200 classes' });
    expect(snapshot.classes).toHaveLength(201);
  });
});

async function tables(data: Parameters<typeof statisticsOf>[0]) {
  const statistics = await statisticsOf(data);
  const shape = geometryOf(statistics, 'class');
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
    const { distances } = geometryOf(statistics, 'class');
    const all: number[] = [];
    for (let k = 0; k < 12; k++) {
      for (let l = k + 1; l < 12; l++) {
        all.push((statistics.variances[k]! + statistics.variances[l]!) / (2 * distances.get(k, l)));
      }
    }
    expect(pairs.map(({ cdnv }) => cdnv)).toEqual(all.sort((a, b) => b - a).slice(0, 20));
  });
});

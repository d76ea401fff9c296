import { describe, expect, it } from 'vitest';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { geometry } from '../../src/metrics/geometry.js';
import { absent } from '../../src/metrics/metric.js';
import type { GramPair } from '../../src/record/snapshot.js';
import { type SnapshotInput, snapshotOf } from '../../src/record/snapshotOf.js';
import { randomDataset, statisticsOf } from '../helpers/dataset.js';
import { atOptimum, SETTING } from '../helpers/theory.js';

const none = { head: absent('no head'), prediction: absent('off'), projection: absent('no sample') };

function snapshotAtOptimum() {
  const { statistics, head, prediction, theory } = atOptimum();
  const shape = geometry(statistics, 'class');
  const input: SnapshotInput = { ...none, statistics, geometry: shape, head, prediction };
  return { snapshot: snapshotOf(input), statistics, head, theory };
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

  it('differs from theory by nc2.theory', async () => {
    const { theory, head } = snapshotAtOptimum();
    const statistics = await statisticsOf(
      randomDataset({ counts: [...SETTING.classCounts], dim: 4, seed: 9 }),
    );
    const { prediction } = theory;
    const shape = geometry(statistics, 'class');
    const snapshot = snapshotOf({ ...none, statistics, geometry: shape, head, prediction });
    const { metrics } = computeMetrics({ statistics, head, theory });
    expect(distance(snapshot.meanGram as GramPair) / metrics['nc2.theory']!).toBeCloseTo(1, 12);
  });

  it('says why something is missing', async () => {
    const statistics = await statisticsOf(randomDataset({ counts: [5, 5, 5], dim: 4, seed: 9 }));
    const snapshot = snapshotOf({ ...none, statistics, geometry: geometry(statistics, 'class') });
    expect(snapshot.meanGram).toMatchObject({ predicted: { absent: 'off' } });
    expect(snapshot.weightGram).toEqual({ absent: 'no head' });
    expect(snapshot.projection).toEqual({ absent: 'no sample' });
    expect(snapshot.classes[0]).not.toHaveProperty('predictedNorm');
  });

  it('draws no matrix of more than 200 classes', async () => {
    const counts = new Array<number>(201).fill(2);
    const statistics = await statisticsOf(randomDataset({ counts, dim: 3, seed: 5 }));
    const snapshot = snapshotOf({ ...none, statistics, geometry: geometry(statistics, 'class') });
    expect(snapshot.meanGram).toEqual({ absent: 'drawn for at most 200 classes' });
    expect(snapshot.classes).toHaveLength(201);
  });
});

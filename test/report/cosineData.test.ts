import { describe, expect, it } from 'vitest';
import { centered, cosinesOf, type ShownCosines, shownGrams, wholeMatrix } from '../../report/cosineData.js';
import { geometryAt, shownGeometry } from '../../report/geometryData.js';
import { random } from '../../src/base/random.js';
import { GeometryTimeline } from '../../src/record/geometryTimeline.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { fakeRun } from '../helpers/fakeRun.js';

const { normal } = random(7);
const vectors = (count: number, dim: number) =>
  Array.from({ length: count }, () => Array.from({ length: dim }, () => 2 + normal()));
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, j) => sum + x * b[j]!, 0);
const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));

const means = vectors(5, 4);
const weights = [0.1, 0.2, 0.3, 0.15, 0.25];
const center = means[0]!.map((_, j) => means.reduce((sum, m, k) => sum + weights[k]! * m[j]!, 0));
const aroundCenter = means.map(m => m.map((x, j) => x - center[j]!));
const gramOf = (rows: readonly (readonly number[])[]) => rows.map(a => rows.map(b => dot(a, b)));

function snapshotWith(rows: readonly (readonly number[])[], epoch = 3): GeometrySnapshot {
  const gram = gramOf(rows);
  const norm = Math.hypot(...gram.flat());
  const measured = gram.map(row => row.map(x => x / norm));
  const base = fakeRun({ epochs: 1, classes: 5 }).snapshot!;
  return {
    ...base,
    epoch,
    classWeights: weights,
    meanGram: { measured, predicted: { absent: 'off' } },
    classes: base.classes.map(row => ({ ...row, norm: Math.hypot(...rows[row.class]!) })),
  };
}

describe('the cosines of the page', () => {
  const grams = shownGrams(snapshotWith(means));
  it.each([
    ['meanGram', means],
    ['centeredGram', aroundCenter],
  ] as const)('%s has those of the vectors', (which, rows) => {
    const shown = grams[which] as ShownCosines;
    wholeMatrix(shown.measured, shown).forEach((row, k) => {
      const errors = row.map((value, l) => Math.abs(value! - cosine(rows[k]!, rows[l]!)));
      // Half a ten-thousandth
      expect(Math.max(...errors)).toBeLessThan(6e-5);
    });
  });

  it('has those between rows of W and means as they were measured', () => {
    const { crossGram } = shownGrams(fakeRun({ epochs: 1, classes: 3 }).snapshot!);
    const shown = crossGram as ShownCosines;
    expect(wholeMatrix(shown.measured, shown)).toEqual([
      [0.9, -0.1, -0.1],
      [-0.1, 0.9, -0.1],
      [-0.1, -0.1, 0.9],
    ]);
  });

  it('has none where a mean has no direction', () => {
    expect(
      cosinesOf([
        [4, 0],
        [0, 0],
      ]),
    ).toEqual([
      [1, null],
      [null, null],
    ]);
    // The second mean is the center of all three.
    const same = centered(
      gramOf([
        [0, 1],
        [1, 1],
        [2, 1],
      ]),
      undefined,
    );
    expect(cosinesOf(same)).toEqual([
      [1, null, -1],
      [null, null, null],
      [-1, null, 1],
    ]);
  });
});

describe('the geometry of an earlier epoch', () => {
  const before = vectors(5, 4);
  const timeline = new GeometryTimeline();
  timeline.add(snapshotWith(before, 0));
  const latest = shownGeometry({ ...snapshotWith(means), earlier: timeline.add(snapshotWith(means)) });
  const shown = geometryAt(latest, 0);

  it('has its cosines, also around the center, its lengths and its projection', () => {
    expect(shown.epoch).toBe(0);
    const middle = before[0]!.map((_, j) => before.reduce((sum, m, k) => sum + weights[k]! * m[j]!, 0));
    const around = before.map(m => m.map((x, j) => x - middle[j]!));
    for (const [which, rows, tolerance] of [
      ['meanGram', before, 6e-5],
      // From cosines in ten-thousandths: half of one, times |m_k| |m_l| over the lengths around the center.
      ['centeredGram', around, 5e-3],
    ] as const) {
      const cosines = shown[which] as ShownCosines;
      wholeMatrix(cosines.measured, cosines).forEach((row, k) => {
        const errors = row.map((value, l) => Math.abs(value! - cosine(rows[k]!, rows[l]!)));
        expect(Math.max(...errors)).toBeLessThan(tolerance);
      });
    }
    for (const row of shown.classes) {
      expect(row.norm / Math.hypot(...before[row.class]!)).toBeCloseTo(1, 3);
    }
    expect(shown.projection).toHaveProperty('means');
  });

  it('is the latest one behind the last', () => {
    expect(geometryAt(latest, latest.earlier.length)).toBe(latest);
  });

  it('shows of very many classes the same ones', () => {
    const { geometry } = { geometry: shownGeometry(fakeRun({ epochs: 5, classes: 150 }).snapshot!) };
    const now = geometry.meanGram as ShownCosines;
    const then = geometryAt(geometry, 0).meanGram as ShownCosines;
    // In fakeRun they do not move.
    expect(then.measured).toEqual(now.measured);
  });
});

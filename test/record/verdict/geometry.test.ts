import { expect, it } from 'vitest';
import { computeMetrics } from '../../../src/metrics/computeMetrics.js';
import { geometryOf } from '../../../src/metrics/geometry.js';
import { normsOf } from '../../../src/record/record.js';
import { factsOf } from '../../../src/record/verdict/facts.js';
import { etfDistance } from '../../../src/record/verdict/geometry.js';
import { randomDataset, statisticsOf } from '../../helpers/dataset.js';
import { type Changes, collapsedRecord, verdictOn } from './judged.js';

/** ‖G₀/‖G₀‖ − (I − 11ᵀ/K)/√(K−1)‖ of class means, entry by entry. */
function directDistance(means: readonly number[][]): number {
  const classes = means.length;
  const gram = means.map(a => means.map(b => a.reduce((sum, x, j) => sum + x * b[j]!, 0)));
  const norm = Math.hypot(...gram.flat());
  const entries = gram.flatMap((row, k) =>
    row.map((x, l) => x / norm - (Number(k === l) - 1 / classes) / Math.sqrt(classes - 1)),
  );
  return Math.hypot(...entries);
}

it.each([2, 3, 7])(
  'the distance from a simplex ETF follows from nc2.etf and lengths, of %d classes',
  async classes => {
    const counts = Array.from({ length: classes }, (_, k) => 3 + k);
    for (const offset of [0, 0.3, 5]) {
      const statistics = await statisticsOf(randomDataset({ counts, dim: 9, seed: classes, offset }));
      const geometry = geometryOf(statistics, 'class');
      const { metrics } = computeMetrics({ statistics });
      const record = {
        ...collapsedRecord({ measured: { classes, counts, featureDim: 9 } }),
        metrics,
        norms: normsOf(statistics, geometry, null),
      };
      // Float64 formulas on the same means; the subtraction of squared lengths loses up to two digits of sixteen.
      const expected = directDistance(statistics.means.to2DArray());
      expect(etfDistance(record, factsOf(record))).toBeCloseTo(expected, 9);
      const bySample = { ...record, weighting: 'sample' as const };
      expect(etfDistance(bySample, factsOf(bySample))).toBeUndefined();
    }
  },
);

it.each<[string, Changes, object]>([
  ['a simplex ETF', {}, { name: 'simplex ETF', predicted: 'simplex ETF' }],
  [
    'a simplex ETF with a little in common',
    // Around a common mean of length 0.15: 0.04 from an ETF, and 0.001 after centering.
    {
      metrics: { 'nc2.etf': 0.001, 'nc2.theory': 0.06 },
      norms: { classMeans: Array(4).fill(Math.hypot(1, 0.15)), centeredClassMeans: Array(4).fill(1) },
    },
    { name: 'simplex ETF' },
  ],
  [
    'an orthogonal frame',
    {
      metrics: { 'nc2.etf': 0.02, 'nc2.of': 0.03, 'nc2.theory': 0.03, 'nc2.cos': 0 },
      predicted: { 'nc2.of': 0, 'nc2.cos': 0 },
      // Means of length 1 that are orthogonal: the centered ones have length √(3/4).
      norms: { centeredClassMeans: Array(4).fill(Math.sqrt(0.75)) },
    },
    { name: 'orthogonal frame', distance: 0.03, predicted: 'orthogonal frame' },
  ],
  [
    'the geometry of other codes',
    {
      measured: { encoding: 'gaussian(dim=3,seed=0)' },
      metrics: { 'nc2.etf': 0.5, 'nc2.theory': 0.04 },
      predicted: { 'nc2.etf': 0.5, 'nc2.cos': 0.1 },
    },
    { name: 'geometry of the codes', distance: 0.04 },
  ],
  [
    'unequal classes',
    {
      measured: { counts: [40, 20, 10, 5] },
      metrics: { 'nc2.etf': 0.4, 'nc2.theory': 0.05 },
      predicted: { 'nc2.etf': 0.4, 'nc2.cos': -0.3 },
    },
    { name: 'frame of unequal classes', distance: 0.05 },
  ],
  [
    'between the two frames, as a penalized bias has it',
    {
      metrics: { 'nc2.etf': 0.12, 'nc2.theory': 0.05, 'nc2.of': 0.2 },
      predicted: { 'nc2.of': 0.2, 'nc2.cos': -0.1 },
    },
    { name: 'predicted geometry', distance: 0.05 },
  ],
  [
    'minority collapse',
    {
      metrics: { 'nc2.etf': 0.6, 'nc2.theory': 0.05 },
      prediction: { minorityCollapsed: [2, 3] },
      norms: { classMeans: [1, 1, 0.01, 0.02] },
    },
    { name: 'minority collapse', predicted: 'minority collapse', vanished: [2, 3] },
  ],
  [
    'nothing near',
    { metrics: { 'nc2.etf': 0.5, 'nc2.theory': 0.45 } },
    { name: 'none', nearest: 'simplex ETF' },
  ],
])('names %s', (_, changes, expected) => {
  expect(verdictOn(changes).geometry).toMatchObject(expected);
});

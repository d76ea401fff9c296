import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MetricId, metricIds, metrics } from '../../src/metrics/registry.js';
import { type Dataset, measure, randomDataset } from '../helpers/dataset.js';
import { given } from '../helpers/givenMetrics.js';
import { referenceDecisions, referenceMetrics } from '../helpers/reference.js';
import { type FullDataset, type Transformation, transformations } from '../helpers/transformations.js';

/**
 * The suite that every metric of the registry passes. A new metric needs a line in the table below, and an entry in the
 * reference (test/helpers/reference.ts).
 */
type Behavior = 'invariant' | 'changes';

/** All metrics are invariant under everything else in test/helpers/transformations.ts. */
const underTranslation: Record<MetricId, Behavior> = {
  'nc1.pinv': 'invariant',
  'nc1.ratio': 'invariant',
  'nc1.cdnv': 'invariant',
  'nc2.equinorm': 'invariant',
  'nc2.equiangular': 'invariant',
  'nc2.maxangle': 'invariant',
  'nc2.etf': 'invariant',
  'nc2.of': 'changes',
  'nc2.cos': 'changes',
  'nc2.theory': 'changes',
  'gnc2.margin': 'invariant',
  'gnc2.uniformity.dist': 'invariant',
  'gnc2.uniformity.dist.variance': 'invariant',
  'gnc2.uniformity.log': 'invariant',
  'gnc2.uniformity.log.variance': 'invariant',
  'gnc2.uniformity.riesz': 'invariant',
  'gnc2.uniformity.riesz.variance': 'invariant',
  'nc3.dual': 'invariant',
  'nc3.dual.encoded': 'invariant',
  'gnc3.alignment': 'invariant',
  'gnc3.alignment.variance': 'invariant',
  'nc4.ncc': 'invariant',
  'nc5.ood': 'changes',
  'bias.centering': 'invariant',
  'bias.theory': 'invariant',
  'logits.theory': 'changes',
  'loss.theory': 'changes',
  'balance.residual': 'changes',
  'mse.central_path': 'changes',
  'mse.central_path.nc1': 'changes',
  'mse.central_path.nc23': 'changes',
  'rank.effective': 'invariant',
  'train.accuracy': 'invariant',
  'train.loss': 'invariant',
};

const computed = metricIds.filter(id => !given.includes(id));

const root = new URL('../../', import.meta.url);

/** Random data: 2 to 7 classes of 1 to 12 samples, in 1 to 9 dimensions (so K > d + 1, d = 1 and n_k = 1 occur). */
const datasets = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 7 }),
    dim: fc.integer({ min: 1, max: 9 }),
    seed: fc.integer({ min: 0, max: 1e6 }),
    spread: fc.constantFrom(0, 0.05, 1),
  })
  .map(options => full(randomDataset(options)));

const weightings = fc.constantFrom('class' as const, 'sample' as const);

/** A fixed seed: the suite tests the same cases everywhere. */
const runs = (numRuns: number) => ({ numRuns, seed: 2606 });

function full(data: Dataset & { kernel: number[][]; bias: number[] }): FullDataset {
  return { ...data, predictedLabels: referenceDecisions(data) };
}

/** Relative; a value that is zero by construction (K = 2, spread 0) may be `floor`. */
function close(a: number | undefined | null, b: number | undefined | null, tolerance: number, floor: number) {
  if (a == null || b == null) return a == null && b == null;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)) + floor;
}

describe.each(metricIds)('%s', id => {
  const metric = metrics[id];

  it('names its source, its test and its page', () => {
    expect(metric.id).toBe(id);
    const family = id.split('.')[0];
    for (const path of [
      `src/metrics/${family}.ts`,
      `test/metrics/${family}.test.ts`,
      `docs/metrics/${id}.md`,
    ]) {
      expect(existsSync(new URL(path, root)), path).toBe(true);
    }
  });

  it('describes itself', () => {
    for (const field of ['title', 'formula', 'description', 'collapse'] as const) {
      expect(metric[field].trim(), field).toBe(metric[field]);
      expect(metric[field].length, field).toBeGreaterThan(0);
    }
    expect(metric.description).toMatch(/\.$/);
    expect(metric.range[0]).toBeLessThan(metric.range[1]);
  });
});

describe('registry', () => {
  it('has every page of docs/metrics', () => {
    const pages = readdirSync(new URL('docs/metrics/', root)).filter(name => /\..*\.md$/.test(name));
    expect(pages.sort()).toEqual(metricIds.map(id => `${id}.md`).sort());
  });
});

describe('all metrics', () => {
  it('agree with the float64 reference', async () => {
    await fc.assert(
      fc.asyncProperty(datasets, weightings, async (data, weighting) => {
        const result = await measure(data, weighting);
        const reference = referenceMetrics({ ...data, weighting });
        for (const id of computed) {
          const [value, expected] = [result.metrics[id], reference[id]];
          // The means are known to 1e-8; directions in which Σ_B is small multiply that.
          expect(close(value, expected, 2e-5, 1e-12), `${id}: ${value}, reference ${expected}`).toBe(true);
        }
      }),
      runs(120),
    );
  });

  it('have a reference each', () => {
    const data = full(randomDataset({ counts: [3, 4], dim: 2, seed: 1 }));
    expect(Object.keys(referenceMetrics({ ...data, weighting: 'class' })).sort()).toEqual(
      [...computed].sort(),
    );
  });

  const exact: Transformation[] = ['classPermutation', 'sampleOrder', 'repetition'];
  it.each(Object.keys(transformations) as Transformation[])('behave as declared under %s', async name => {
    await fc.assert(
      fc.asyncProperty(datasets, weightings, async (data, weighting) => {
        const before = await measure(data, weighting);
        const after = await measure(transformations[name](data), weighting);
        for (const id of computed) {
          if (name === 'translation' && underTranslation[id] === 'changes') continue;
          const [a, b] = [before.metrics[id], after.metrics[id]];
          // A transformation of the numbers rounds them anew, to float32.
          const tolerance = exact.includes(name) ? 2e-5 : 1e-3;
          expect(close(a, b, tolerance, exact.includes(name) ? 1e-12 : 1e-6), `${id}: ${a}, then ${b}`).toBe(
            true,
          );
        }
      }),
      runs(25),
    );
  });

  it('change under translation where that is declared', async () => {
    const data = full(randomDataset({ counts: [5, 6, 7], dim: 4, seed: 3 }));
    const before = await measure(data);
    const after = await measure(transformations.translation(data));
    for (const id of computed.filter(id => underTranslation[id] === 'changes')) {
      expect(Math.abs(before.metrics[id]! - after.metrics[id]!), id).toBeGreaterThan(1e-2);
    }
  });

  it('depend on the weighting exactly where they say so', async () => {
    const imbalanced = full(randomDataset({ counts: [2, 30, 9, 4], dim: 6, seed: 6 }));
    const [byClass, bySample] = [await measure(imbalanced, 'class'), await measure(imbalanced, 'sample')];
    const balanced = full(randomDataset({ counts: [9, 9, 9, 9], dim: 6, seed: 6 }));
    const [sameByClass, sameBySample] = [await measure(balanced, 'class'), await measure(balanced, 'sample')];
    for (const id of computed) {
      const [a, b] = [byClass.metrics[id]!, bySample.metrics[id]!];
      expect(Math.abs(a - b) > 1e-3 * Math.abs(a), id).toBe(metrics[id].weighted);
      expect(close(sameByClass.metrics[id], sameBySample.metrics[id], 1e-9, 1e-12), id).toBe(true);
    }
  });

  it('stay in their range, or are absent with a reason; never NaN, never both', async () => {
    await fc.assert(
      fc.asyncProperty(datasets, weightings, async (data, weighting) => {
        const result = await measure(data, weighting);
        for (const id of metricIds) {
          const value = result.metrics[id];
          expect(value === undefined, id).toBe(typeof result.absent[id] === 'string');
          if (value === undefined) continue;
          const [least, most] = metrics[id].range;
          expect(value, id).toBeGreaterThanOrEqual(least - 1e-12);
          expect(value, id).toBeLessThanOrEqual(most + 1e-12);
        }
        expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      }),
      runs(60),
    );
  });
});

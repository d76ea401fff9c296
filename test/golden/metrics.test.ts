import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Weighting } from '../../src/metrics/geometry.js';
import { type Dataset, measure } from '../helpers/dataset.js';
import { referenceMetrics } from '../helpers/reference.js';

/** Cases and numbers of metrics.py, numpy in float64. */
type GoldenCase = Dataset & { name: string; metrics: Record<Weighting, Record<string, number>> };

const round = (rows: number[][]) => rows.map(row => row.map(Math.fround));
const cases = (
  JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8')) as GoldenCase[]
).map(golden => ({
  ...golden,
  features: round(golden.features as number[][]),
  kernel: round(golden.kernel as number[][]),
  bias: golden.bias?.map(Math.fround) ?? null,
}));

describe.each(cases)('golden numbers of numpy: $name', golden => {
  it.each(['class', 'sample'] as const)('weighting %s', async weighting => {
    const result = await measure(golden, weighting);
    const reference = referenceMetrics({ ...golden, weighting });
    const expected = golden.metrics[weighting];
    for (const id of Object.keys(reference)) {
      const want = expected[id] ?? null;
      // Two float64 computations: they differ by rounding only.
      expectClose(reference[id] ?? null, want, 1e-9, `reference ${id}`);
      // src/ squares and sums a few dozen float32 numbers, unit roundoff 6e-8.
      expectClose(result.metrics[id as keyof typeof result.metrics] ?? null, want, 2e-6, id);
    }
  });
});

/** Relative; what is exactly zero by construction (K = 2, collapse) may be 1e-9 in absolute terms. */
function expectClose(value: number | null, want: number | null, tolerance: number, what: string): void {
  if (want === null || value === null) {
    expect(value, what).toBe(want);
  } else {
    expect(Math.abs(value - want), `${what}: ${value}, expected ${want}`).toBeLessThanOrEqual(
      tolerance * Math.abs(want) + 1e-9,
    );
  }
}

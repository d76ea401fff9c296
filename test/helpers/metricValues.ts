import { expect } from 'vitest';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { type Dataset, measure } from './dataset.js';

/** One metric of a dataset, which must have it. */
export async function metricOf(id: MetricId, data: Dataset, weighting?: Weighting): Promise<number> {
  const { metrics, absent } = await measure(data, weighting);
  expect(absent[id]).toBeUndefined();
  return metrics[id]!;
}

/** Why one metric of a dataset is absent, which it must be. */
export async function reasonOf(id: MetricId, data: Dataset): Promise<string> {
  const { metrics, absent } = await measure(data);
  expect(metrics[id]).toBeUndefined();
  return absent[id]!;
}

/** Expects a relative error of at most `tolerance`. */
export function expectRelative(value: number, expected: number, tolerance: number): void {
  const message = `${value}, expected ${expected} within ${tolerance} of it`;
  expect(Math.abs(value - expected), message).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

/** The bound for exact constructions: their means are rounded to float32, unit roundoff 6e-8, in a few operations. */
export const ROUNDING = 1e-6;

import { expect, it } from 'vitest';
import { type MetricContext, oncePerContext } from '../../src/metrics/metric.js';

it('computes once for a context, whatever comes out, and again for another', () => {
  const seen: MetricContext[] = [];
  const of = oncePerContext(context => void seen.push(context));
  const [a, b] = [{}, {}] as MetricContext[];
  for (const context of [a!, b!, a!, a!, b!]) of(context);
  expect(seen).toEqual([a, b]);
  expect(seen[0]).toBe(a);
});

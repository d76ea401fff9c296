import { describe, expect, it } from 'vitest';
import { atOptimum, theoryMetric } from '../helpers/theory.js';

describe.each([
  ['mse.central_path', 0.25],
  ['mse.central_path.nc1', 1.5],
  ['mse.central_path.nc23', 0.125],
] as const)('%s', (id, part) => {
  it('is its part of the split, which needs Σ_W', () => {
    const network = atOptimum();
    const centralPath = { nc1: 1.5, nc23: 0.125, perp: 0.25 };
    expect(theoryMetric(id, { ...network, theory: { ...network.theory, centralPath } })).toBe(part);
  });

  it('is absent where there is no split', () => {
    const network = atOptimum();
    const without = { ...network.theory, centralPath: undefined };
    expect(theoryMetric(id, { ...network, theory: without })).toBe('the least-squares head was not computed');
    const other = { ...network.theory, centralPath: { absent: 'only the squared loss has one' } };
    expect(theoryMetric(id, { ...network, theory: other })).toBe('only the squared loss has one');
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
});

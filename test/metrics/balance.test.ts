import { describe, expect, it } from 'vitest';
import { atOptimum, theoryMetric } from '../helpers/theory.js';

const id = 'balance.residual';

describe(id, () => {
  it('is what was measured, which needs all features', () => {
    const network = atOptimum();
    const theory = { ...network.theory, balanceResidual: 0.375 };
    expect(theoryMetric(id, { ...network, theory })).toBe(0.375);
  });

  it('is absent where that was not possible', () => {
    const network = atOptimum();
    const without = { ...network.theory, balanceResidual: undefined };
    expect(theoryMetric(id, { ...network, theory: without })).toBe('weights and features were not compared');
    const zero = { ...network.theory, balanceResidual: { absent: 'the kernel of the head is zero' } };
    expect(theoryMetric(id, { ...network, theory: zero })).toBe('the kernel of the head is zero');
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
});

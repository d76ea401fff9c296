import { describe, expect, it } from 'vitest';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { atOptimum, SETTING, theoryMetric } from '../helpers/theory.js';

const id = 'bias.theory';

describe(id, () => {
  it('is zero at the optimum, and the relative distance elsewhere', () => {
    const network = atOptimum();
    expect(theoryMetric(id, network)).toBe(0);
    const doubled = network.head.bias!.map(b => 2 * b);
    expect(theoryMetric(id, { ...network, head: { ...network.head, bias: doubled } })).toBeCloseTo(1, 12);
  });

  it('is absent for a head without bias, and for a prediction without scale or with a zero bias', () => {
    const network = atOptimum();
    expect(theoryMetric(id, { ...network, head: { ...network.head, bias: null } })).toBe(
      'the head has no bias',
    );
    const theory = { prediction: predictUfm({ ...SETTING, lambdaW: 0 }), dataLoss: 0 };
    expect(theoryMetric(id, { ...network, theory })).toMatch(/λ_W is 0: the optimum has no scale/);
    const zero = { ...network.theory, prediction: { ...network.prediction, bias: [0, 0, 0] } };
    expect(theoryMetric(id, { ...network, theory: zero })).toBe('the predicted bias is zero');
    const rounding = {
      ...network.theory,
      prediction: { ...network.prediction, bias: [1e-17, -2e-17, 1e-17] },
    };
    expect(theoryMetric(id, { ...network, theory: rounding })).toBe('the predicted bias is zero');
    const small = { ...network.theory, prediction: { ...network.prediction, bias: [1e-5, 0, 0] } };
    expect(theoryMetric(id, { ...network, theory: small })).toBeGreaterThan(1e3);
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
  it('is absent without a head', () => {
    expect(theoryMetric(id, { ...atOptimum(), head: { absent: 'no head' } as never })).toBe('no head');
  });
});

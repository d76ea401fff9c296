import { describe, expect, it } from 'vitest';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { atOptimum, SETTING, scaledMeans, theoryMetric } from '../helpers/theory.js';

const id = 'logits.theory';

describe(id, () => {
  it('is zero at the optimum', () => {
    expect(theoryMetric(id, atOptimum())).toBeLessThan(1e-12);
  });

  it('is the relative excess where the means are longer, since logits are linear in them', () => {
    expect(theoryMetric(id, scaledMeans(atOptimum(), 1.25))).toBeCloseTo(0.25, 12);
  });

  it('is absent where the predicted logits are zero, or have no scale', () => {
    const network = atOptimum();
    const valueFor = (change: object) => {
      const prediction = predictUfm({ ...SETTING, ...change });
      return theoryMetric(id, { ...network, theory: { ...network.theory, prediction } });
    };
    expect(valueFor({ lambdaW: 10, lambdaH: 10 })).toBe('the predicted logits are zero');
    expect(predictUfm({ ...SETTING, lambdaW: 0 }).logits).toEqual({ absent: valueFor({ lambdaW: 0 }) });
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
  it('is absent without a head', () => {
    expect(theoryMetric(id, { ...atOptimum(), head: { absent: 'no head' } as never })).toBe('no head');
  });
});

import { describe, expect, it } from 'vitest';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { atOptimum, SETTING, scaledMeans, theoryMetric } from '../helpers/theory.js';

const id = 'loss.theory';

describe(id, () => {
  it('is zero at the optimum', () => {
    // Float64: data loss and three penalties against the closed form of the minimum.
    expect(Math.abs(theoryMetric(id, atOptimum()) as number)).toBeLessThan(1e-12);
  });

  it('counts the data loss and every penalty', () => {
    const network = atOptimum();
    const { prediction, head, theory } = network;
    const minimum = prediction.loss as number;
    const more = { ...network, theory: { ...theory, dataLoss: (theory.dataLoss as number) + 0.5 * minimum } };
    expect(theoryMetric(id, more)).toBeCloseTo(0.5, 12);
    const bias = head.bias!.map(b => 3 * b);
    const excess = (0.05 / 2) * 8 * Math.hypot(...head.bias!) ** 2;
    expect(theoryMetric(id, { ...network, head: { ...head, bias } })).toBeCloseTo(excess / minimum, 12);
    // Means twice as long: ‖H‖² grows by 3‖H‖², and λ_H‖H‖² = λ_W‖W‖² at the optimum.
    const features = (5e-3 / 2) * 3 * head.kernel.norm() ** 2;
    expect(theoryMetric(id, scaledMeans(network, 2))).toBeCloseTo(features / minimum, 12);
  });

  it('is absent, with the reason of the prediction, where the minimum has no scale', () => {
    const network = atOptimum();
    const prediction = predictUfm({ ...SETTING, lambdaW: 0 });
    const value = theoryMetric(id, { ...network, theory: { ...network.theory, prediction } });
    expect(prediction.loss).toEqual({ absent: value });
  });

  it('is absent where the data loss is not known', () => {
    const network = atOptimum();
    const theory = { ...network.theory, dataLoss: { absent: 'the model is not compiled' } };
    expect(theoryMetric(id, { ...network, theory })).toBe('the model is not compiled');
  });

  it('is absent for a bias that the assumptions leave out', () => {
    const network = atOptimum({ ...SETTING, lambdaB: Number.POSITIVE_INFINITY });
    expect(theoryMetric(id, network)).toBeCloseTo(0, 12);
    const head = { ...network.head, bias: [0.1, 0, 0] };
    expect(theoryMetric(id, { ...network, head })).toBe('the head has a bias, but λ_b is assumed infinite');
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
  it('is absent without a head', () => {
    expect(theoryMetric(id, { ...atOptimum(), head: { absent: 'no head' } as never })).toBe('no head');
  });
});

import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { atOptimum, SETTING, scaledMeans, theoryMetric } from '../helpers/theory.js';

const id = 'nc2.theory';

describe(id, () => {
  it('is zero at the optimum, whatever the scale', () => {
    // Float64; the Gram of the representative means against the predicted Gram.
    expect(theoryMetric(id, atOptimum())).toBeLessThan(1e-12);
    expect(theoryMetric(id, scaledMeans(atOptimum(), 7))).toBeLessThan(1e-12);
  });

  it('has the value computed by hand', () => {
    // Orthonormal means: G₀/‖G₀‖ = I/√3. Its distance from G⋆ follows from the trace of the normalized G⋆.
    const network = atOptimum();
    const means = Matrix.eye(3, 4);
    const trace = (network.prediction.normalizedMeanGram as Matrix).trace();
    const value = theoryMetric(id, { ...network, statistics: { ...network.statistics, means } });
    expect(value).toBeCloseTo(Math.sqrt(2 - (2 * trace) / Math.sqrt(3)), 12);
  });

  it('is absent where all class means are zero', () => {
    expect(theoryMetric(id, scaledMeans(atOptimum(), 0))).toBe('all class means are zero');
  });

  it('is absent, with the reason of the prediction, where every predicted mean is zero', () => {
    const network = atOptimum();
    const prediction = predictUfm({ ...SETTING, lambdaW: 10, lambdaH: 10 });
    const value = theoryMetric(id, { ...network, theory: { ...network.theory, prediction } });
    expect(prediction.normalizedMeanGram).toEqual({ absent: value });
  });

  it('is absent, with the reason, without a prediction', () => {
    const network = { ...atOptimum(), theory: { absent: 'the loss is one of your own' } as never };
    expect(theoryMetric(id, network)).toBe('the loss is one of your own');
  });
});

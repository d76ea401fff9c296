import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { collapsed, gaussianClasses, isotropic, simplexEtf } from '../helpers/constructions.js';
import { measure, statisticsOf } from '../helpers/dataset.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

const id = 'nc1.pinv';

/** Means (±2, 0), within-class variance along the means and across them. */
const byHand = {
  classes: 2,
  labels: [0, 0, 1, 1],
  features: [
    [3, 1],
    [1, -1],
    [-2, 1],
    [-2, -1],
  ],
};

describe(id, () => {
  it('has the value computed by hand: Σ_W has 1/2 along the means, Σ_B = diag(4, 0)', async () => {
    expectRelative(await metricOf(id, byHand), 0.5 / 4 / 2, 1e-6);
  });

  it('weighs classes in Σ_B, and always samples in Σ_W', async () => {
    const three = [0, 1, 2].flatMap(() => byHand.features.slice(2));
    const imbalanced = {
      classes: 2,
      labels: [0, 0, 1, 1, 1, 1, 1, 1],
      features: [...byHand.features.slice(0, 2), ...three],
    };
    // Along the means Σ_W = 2/8; Σ_B = 4 around 0, and (9 + 3·1)/4 = 3 around m_G = −1.
    expectRelative(await metricOf(id, imbalanced, 'class'), 0.25 / 4 / 2, 1e-6);
    expectRelative(await metricOf(id, imbalanced, 'sample'), 0.25 / 3 / 2, 1e-6);
  });

  it('is (a²/d)(K−1)²/K for isotropic classes around a unit simplex ETF', async () => {
    const [classes, dim, a] = [5, 8, 0.25];
    const data = isotropic(simplexEtf(classes, dim), a);
    expectRelative(await metricOf(id, data), ((a * a) / dim) * ((classes - 1) ** 2 / classes), 1e-5);
    expect((await measure(data)).rank).toBe(classes - 1);
  });

  it('has the expectation of isotropic Gaussian classes, finite-sample terms included', async () => {
    const [classes, dim, perClass, sigma] = [5, 16, 2000, 0.5];
    const p = classes - 1;
    const lambda = 1 / p;
    const data = gaussianClasses({ means: simplexEtf(classes, dim), perClass, sigma, seed: 7 });
    // Σ_W is unbiased up to 1 − 1/n and independent of the class means (Cochran). The p equal eigenvalues λ of Σ_B
    // move by E Δ = d σ²/(nK) through the noise of the means, and E tr Δ² = 2p(p+1) λσ²/(nK) to first order, so
    // E tr Σ_B⁺ = (p/λ)(1 − dσ²/(nKλ) + 2(p+1)σ²/(nKλ)).
    const noise = sigma ** 2 / (perClass * classes * lambda);
    const traceOfInverse = (p / lambda) * (1 - dim * noise + 2 * (p + 1) * noise);
    const expected = (sigma ** 2 * (1 - 1 / perClass) * traceOfInverse) / classes;
    // Relative variance: 2/(pK(n−1)) of a chi-square in p directions, 4σ²/(nKλp) of tr Δ. Five sigma.
    const deviation = Math.sqrt(2 / (p * classes * (perClass - 1)) + (4 * noise) / p);
    expectRelative(await metricOf(id, data), expected, 5 * deviation);
  });

  it('does not see variability outside the span of the class means', async () => {
    const across = [0.5, -0.5].flatMap(x => [
      [2, x],
      [-2, x],
    ]);
    expect(await metricOf(id, { classes: 2, labels: [0, 1, 0, 1], features: across })).toBe(0);
  });

  it('leaves out the directions without class means: collinear means have rank 1', async () => {
    const line = [0.5, 1, 3, 7].map(t => [t, 2 * t, -t]);
    const data = isotropic(line, 0.5);
    // Σ_W = (0.25/3) I; the one eigenvalue of Σ_B is 6·(population variance of 0.5, 1, 3, 7).
    const variance = (0.25 + 1 + 9 + 49) / 4 - 2.875 ** 2;
    expectRelative(await metricOf(id, data), 0.25 / 3 / (6 * variance) / 4, 1e-6);
    expect((await measure(data)).rank).toBe(1);
  });

  it('leaves out eigenvalues of Σ_B that are its rounding error', async () => {
    const statistics = {
      ...(await statisticsOf(collapsed([[3], [-3]]))),
      // 9 and 1e-24, and as much scatter along both
      meansInSpan: new Matrix([
        [3, 1e-12],
        [-3, 1e-12],
        [3, -1e-12],
        [-3, -1e-12],
      ]),
      counts: [1, 1, 1, 1],
      samples: 4,
      classes: 4,
      means: new Matrix([[3], [-3], [3], [-3]]),
      variances: [2, 2, 2, 2],
      scatterInSpan: Matrix.identity(2),
    };
    const { metrics, rank } = computeMetrics({ statistics });
    expect(rank).toBe(1);
    expectRelative(metrics[id]!, 1 / 9 / 4, 1e-12);
    const { absent } = computeMetrics({ statistics: { ...statistics, scatterInSpan: null } });
    expect(absent[id]).toBe('the within-class scatter was not collected');
  });

  it('is zero at collapse, and absent where all class means coincide', async () => {
    expect(await metricOf(id, collapsed(simplexEtf(4, 6)))).toBe(0);
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 2],
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toMatch(/all class means coincide/);
  });
});

import { describe, expect, it } from 'vitest';
import { collapsed, gaussianClasses, isotropic, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

const id = 'nc1.ratio';

describe(id, () => {
  it('has the value computed by hand', async () => {
    const labels = [0, 0, 1, 1];
    const features = [
      [3, 1],
      [1, -1],
      [-2, 1],
      [-2, -1],
    ];
    // tr Σ_W = (2 + 2 + 1 + 1)/4, tr Σ_B = 4.
    expectRelative(await metricOf(id, { classes: 2, labels, features }), 1.5 / 4, 1e-6);
  });

  it('weighs classes in Σ_B, and always samples in Σ_W', async () => {
    const labels = [0, 1, 1, 1];
    const features = [[3], [-2], [-1], [0]];
    // tr Σ_W = (1 + 0 + 1)/4; the means 3 and −1 have variance 4, and 3 around m_G = 0.
    expectRelative(await metricOf(id, { classes: 2, labels, features }, 'class'), 0.5 / 4, 1e-6);
    expectRelative(await metricOf(id, { classes: 2, labels, features }, 'sample'), 0.5 / 3, 1e-6);
  });

  it('is a² for isotropic classes around a unit simplex ETF', async () => {
    expectRelative(await metricOf(id, isotropic(simplexEtf(5, 8), 0.25)), 0.0625, 1e-5);
  });

  it('has the expectation of isotropic Gaussian classes, finite-sample terms included', async () => {
    const [classes, dim, perClass, sigma] = [5, 16, 2000, 0.5];
    const data = gaussianClasses({ means: simplexEtf(classes, dim), perClass, sigma, seed: 7 });
    // E tr Σ_W = dσ²(1 − 1/n); E tr Σ_B = 1 + (K−1)/K · dσ²/n, independent of it (Cochran).
    const within = dim * sigma ** 2 * (1 - 1 / perClass);
    const between = 1 + (((classes - 1) / classes) * dim * sigma ** 2) / perClass;
    // Relative variances: 2/(dK(n−1)) of a chi-square, 4σ²/(nK) of the linear term in tr Σ_B. Five sigma.
    const deviation = Math.sqrt(
      2 / (dim * classes * (perClass - 1)) + (4 * sigma ** 2) / (perClass * classes),
    );
    expectRelative(await metricOf(id, data), within / between, 5 * deviation);
  });

  it('is zero at collapse, and absent where all class means coincide, also up to rounding', async () => {
    expect(await metricOf(id, collapsed(simplexEtf(4, 6)))).toBe(0);
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toMatch(/all class means coincide/);
    // Ten times 0.3 has a mean that is not 0.3: a dead network must not be reported as perfectly collapsed.
    const dead = collapsed(new Array(10).fill([0.3, 0.1]), [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]);
    expect(await reasonOf(id, dead)).toMatch(/all class means coincide/);
  });
});

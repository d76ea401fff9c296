import { describe, expect, it } from 'vitest';
import { collapsed, gaussianClasses, isotropic, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

const id = 'nc1.cdnv';

describe(id, () => {
  it('has the value computed by hand, whatever the class sizes', async () => {
    const labels = [0, 0, 1, 1, 1, 1, 2];
    const features = [[1], [-1], [5], [3], [5], [3], [7]];
    // v = 1, 1, 0 at 0, 4, 7.
    const expected = (2 / (2 * 16) + 1 / (2 * 49) + 1 / (2 * 9)) / 3;
    expectRelative(await metricOf(id, { classes: 3, labels, features }, 'class'), expected, 1e-6);
    expectRelative(await metricOf(id, { classes: 3, labels, features }, 'sample'), expected, 1e-6);
  });

  it('is a²(K−1)/(2K) for isotropic classes around a unit simplex ETF', async () => {
    expectRelative(await metricOf(id, isotropic(simplexEtf(5, 8), 0.25)), (0.0625 * 4) / 10, 1e-5);
  });

  it('has the expectation of isotropic Gaussian classes, finite-sample terms included', async () => {
    const [classes, dim, perClass, sigma] = [5, 16, 2000, 0.5];
    const data = gaussianClasses({ means: simplexEtf(classes, dim), perClass, sigma, seed: 7 });
    // D = ‖m_k − m_l‖² has expectation D₀ + 2dσ²/n and relative variance 8σ²/(nD₀), which 1/D adds to its own.
    const distance = (2 * classes) / (classes - 1);
    const noise = sigma ** 2 / perClass;
    const variance = dim * sigma ** 2 * (1 - 1 / perClass);
    const expected = (variance / (distance + 2 * dim * noise)) * (1 + (8 * noise) / distance);
    // Mean of the v_k: relative variance 2/(dK(n−1)). Mean of the 1/D over pairs: Σ_{k<l} 2(μ_k−μ_l)·(ε_k−ε_l) =
    // 2K Σ_k μ_k·ε_k, of variance 4K³σ²/n for unit μ_k, over the squared sum of the D₀. Five sigma.
    const pairs = (classes * (classes - 1)) / 2;
    const ofDistances = (4 * classes ** 3 * noise) / (pairs * distance) ** 2;
    const deviation = Math.sqrt(2 / (dim * classes * (perClass - 1)) + ofDistances);
    expectRelative(await metricOf(id, data), expected, 5 * deviation);
  });

  it('is zero at collapse', async () => {
    expect(await metricOf(id, collapsed(simplexEtf(4, 6)))).toBe(0);
  });

  it('is absent where two class means coincide, also where the others do not', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [0.1, 0.7],
          [3, 4],
          [0.1, 0.7],
        ]),
      ),
    ).toMatch(/two class means coincide/);
    const spread = isotropic(
      [
        [0.1, 0.7],
        [3, 4],
        [0.1, 0.7],
      ],
      0.25,
    );
    expect(await reasonOf(id, spread)).toMatch(/two class means coincide/);
  });
});

import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { collapsed, isotropic, simplexEtf } from '../helpers/constructions.js';
import { measure, statisticsOf } from '../helpers/dataset.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

describe('nc1.pinv', () => {
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

describe('nc1.ratio', () => {
  const id = 'nc1.ratio';

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

describe('nc1.cdnv', () => {
  const id = 'nc1.cdnv';

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

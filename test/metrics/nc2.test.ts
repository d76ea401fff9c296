import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { collapsed, orthogonalFrame, simplexEtf, square } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';
import { atOptimum, SETTING, scaledMeans, theoryMetric } from '../helpers/theory.js';

describe('nc2.equinorm', () => {
  const id = 'nc2.equinorm';

  it('has the value computed by hand: lengths 3, 1, 2', async () => {
    const data = collapsed([[-3], [1], [2]]);
    expectRelative(await metricOf(id, data), Math.sqrt(2 / 3) / 2, 1e-12);
  });

  it('measures from the center of the weighting: lengths 3.5, 0.5, 1.5 around m_G = 0.5', async () => {
    const data = collapsed([[-3], [1], [2]], [1, 1, 2]);
    const average = 5.5 / 3;
    const deviation = Math.sqrt((3.5 ** 2 + 0.5 ** 2 + 1.5 ** 2) / 3 - average ** 2);
    expectRelative(await metricOf(id, data, 'sample'), deviation / average, 1e-12);
    expectRelative(await metricOf(id, data, 'class'), Math.sqrt(2 / 3) / 2, 1e-12);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame, whose centered means are an ETF', orthogonalFrame(6, 9)],
    ['a square', square],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(ROUNDING);
  });

  it('reaches √(K−1) where one class holds all the length, under sample weights', async () => {
    // m_G is the mean of the many classes at 0 but for 1 sample in 3,001.
    const means = [[1], ...new Array(3).fill([0])];
    const value = await metricOf(id, collapsed(means, [1, 1000, 1000, 1000]), 'sample');
    expect(value).toBeGreaterThan(0.99 * Math.sqrt(3));
    expect(value).toBeLessThan(Math.sqrt(3));
  });

  it('is absent where all class means coincide', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toMatch(/all class means coincide/);
  });
});

describe('nc2.equiangular', () => {
  const id = 'nc2.equiangular';

  it('has the value computed by hand: cosines 0 (4 pairs) and −1 (2) of a square', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 / 9), 1e-12);
  });

  it('measures angles at the center of the weighting', async () => {
    // Around (0, 1/3) the corner (0, 1) is a tip of 2/3; with 4 of 6 samples there, around (0, 2/3), one of 1/3.
    const data = collapsed(
      [
        [1, 0],
        [-1, 0],
        [0, 1],
      ],
      [1, 1, 4],
    );
    const spread = (y: number) => {
      const cosines = [(y * y - 1) / (1 + y * y), -y / Math.hypot(1, y), -y / Math.hypot(1, y)];
      const average = (cosines[0]! + cosines[1]! + cosines[2]!) / 3;
      return Math.sqrt(cosines.reduce((sum, c) => sum + (c - average) ** 2, 0) / 3);
    };
    expectRelative(await metricOf(id, data, 'class'), spread(1 / 3), 1e-9);
    expectRelative(await metricOf(id, data, 'sample'), spread(2 / 3), 1e-9);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame, whose centered means are an ETF', orthogonalFrame(6, 9)],
    [
      'two classes',
      [
        [1, 2],
        [5, 3],
      ],
    ],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(ROUNDING);
  });

  it('does not see lengths: equal angles of an ETF stretched along its vectors about the center', async () => {
    // Angles of ±120° in the plane; lengths 1, 2, 2 need weights 1/2, 1/4, 1/4 to stay centered.
    const [c, s] = [Math.cos((2 * Math.PI) / 3), Math.sin((2 * Math.PI) / 3)];
    const means = [
      [1, 0],
      [2 * c, 2 * s],
      [2 * c, -2 * s],
    ];
    expect(await metricOf(id, collapsed(means, [4, 2, 2]), 'sample')).toBeLessThan(ROUNDING);
    expect(await metricOf(id, collapsed(means, [4, 2, 2]), 'class')).toBeGreaterThan(0.1);
  });

  it('is absent where a class mean coincides with the center, and names the class', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toBe(
      'the centered mean of class 1 is zero and has no direction',
    );
  });
});

describe('nc2.maxangle', () => {
  const id = 'nc2.maxangle';

  it('has the value computed by hand: a square has |0 + 1/3| four times and |−1 + 1/3| twice', async () => {
    expectRelative(await metricOf(id, collapsed(square)), 4 / 9, 1e-12);
  });

  it('is the mean of distances, not the distance of the mean: cosines of a square average to −1/3', async () => {
    expect(await metricOf(id, collapsed(square))).toBeGreaterThan(0.4);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame, whose centered means are an ETF', orthogonalFrame(6, 9)],
    [
      'two classes',
      [
        [1, 2],
        [5, 3],
      ],
    ],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(ROUNDING);
  });

  it('takes the center of the weighting: seen from m_G the many classes at one point differ from the one away', async () => {
    const means = [
      [4, 0],
      [0, 1],
      [0, -1],
    ];
    const data = collapsed(means, [2, 1, 1]);
    // m_G = (2, 0): (2, 0), (−2, ±1): cosines −2/√5 twice, and 3/5.
    const expected = (2 * Math.abs(-2 / Math.sqrt(5) + 0.5) + Math.abs(3 / 5 + 0.5)) / 3;
    expectRelative(await metricOf(id, data, 'sample'), expected, 1e-9);
  });

  it('is absent where a class mean coincides with the center', async () => {
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toMatch(/class 1 is zero/);
  });
});

describe('nc2.etf', () => {
  const id = 'nc2.etf';

  it('has the value computed by hand: the Gram of a square has norm √8 and inner product 4/√3 with the ETF', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 - (2 * 4) / Math.sqrt(24)), 1e-12);
  });

  it.each([
    ['a simplex ETF', simplexEtf(6, 9)],
    ['an orthogonal frame: the features of a ReLU net at collapse', orthogonalFrame(6, 9)],
    ['an ETF far from zero', simplexEtf(6, 9).map(row => row.map(x => x + 2))],
    [
      'two classes',
      [
        [1, 2],
        [5, 3],
      ],
    ],
  ])('is zero for %s', async (_, means) => {
    expect(await metricOf(id, collapsed(means))).toBeLessThan(5 * ROUNDING);
  });

  it('is √(2 − 2/√(K−1)) where the means lie on a line, as wide as it gets for centered means', async () => {
    // A rank-one centered Gram of trace t has norm t, and inner product t/√(K−1) with the ETF.
    const classes = 6;
    const line = collapsed([-5, -3, 0, 1, 2, 5].map(t => [t]));
    expectRelative(await metricOf(id, line), Math.sqrt(2 - 2 / Math.sqrt(classes - 1)), 1e-12);
  });

  it('uses the center of the weighting: an ETF of unequal classes is off it', async () => {
    const data = collapsed(simplexEtf(4, 6), [9, 1, 1, 1]);
    expect(await metricOf(id, data, 'class')).toBeLessThan(ROUNDING);
    expect(await metricOf(id, data, 'sample')).toBeGreaterThan(0.1);
  });

  it('is absent where all class means coincide', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 2],
          [1, 2],
        ]),
      ),
    ).toMatch(/all class means coincide/);
  });
});

describe('nc2.of', () => {
  const id = 'nc2.of';

  it('has the value computed by hand: the Gram of a square has norm √8 and trace 4', async () => {
    expectRelative(await metricOf(id, collapsed(square)), Math.sqrt(2 - 2 * (4 / Math.sqrt(8) / 2)), 1e-12);
  });

  it('is zero for an orthogonal frame of any length and orientation', async () => {
    const frame = orthogonalFrame(5, 8, 3).map(row => row.map(x => 40 * x));
    expect(await metricOf(id, collapsed(frame))).toBeLessThan(ROUNDING);
  });

  it('is √(2 − 2√((K−1)/K)) for a simplex ETF', async () => {
    // ‖I − 11ᵀ/K‖ = √(K−1), inner product K−1 with I, of norm √K.
    expectRelative(
      await metricOf(id, collapsed(simplexEtf(5, 8))),
      Math.sqrt(2 - 2 * Math.sqrt(4 / 5)),
      1e-5,
    );
  });

  it('is not centered: equal means are as far from the frame as it gets', async () => {
    const equal = collapsed([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    expectRelative(await metricOf(id, equal), Math.sqrt(2 - 2 / Math.sqrt(3)), 1e-12);
  });

  it('is absent where all class means are zero', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [0, 0],
          [0, 0],
        ]),
      ),
    ).toBe('all class means are zero');
  });
});

describe('nc2.cos', () => {
  const id = 'nc2.cos';

  it('has the value computed by hand: a square has 0 four times and −1 twice', async () => {
    expectRelative(await metricOf(id, collapsed(square)), -1 / 3, 1e-12);
  });

  it.each([2, 3, 10])(
    'is −1/(K−1) for a simplex ETF of %i classes and 0 for an orthogonal frame',
    async classes => {
      expectRelative(await metricOf(id, collapsed(simplexEtf(classes, 12))), -1 / (classes - 1), ROUNDING);
      expect(Math.abs(await metricOf(id, collapsed(orthogonalFrame(classes, 12))))).toBeLessThan(ROUNDING);
    },
  );

  it('follows the offset of ReLU features: an ETF plus t across it, from −1/(K−1) through 0 to 1', async () => {
    const classes = 5;
    for (const t of [0, 0.25, 0.5, 1, 10]) {
      const means = simplexEtf(classes, 8).map(row => [...row, t]);
      const expected = (t * t - 1 / (classes - 1)) / (1 + t * t);
      expect(Math.abs((await metricOf(id, collapsed(means))) - expected)).toBeLessThan(ROUNDING);
    }
  });

  it('does not depend on lengths', async () => {
    const means = orthogonalFrame(3, 4).map((row, k) => row.map(x => 10 ** k * x));
    expect(Math.abs(await metricOf(id, collapsed(means)))).toBeLessThan(ROUNDING);
  });

  it('is absent where a class mean is zero, as under minority collapse, and names the class', async () => {
    expect(
      await reasonOf(
        id,
        collapsed([
          [1, 0],
          [0, 0],
          [0, 1],
          [0, 0],
        ]),
      ),
    ).toBe('the mean of class 1, 3 is zero and has no direction');
  });
});

describe('nc2.theory', () => {
  const id = 'nc2.theory';

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

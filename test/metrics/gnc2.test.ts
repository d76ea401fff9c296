import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { MAX_MARGIN_CLASSES } from '../../src/metrics/gnc2.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, ROUNDING, reasonOf } from '../helpers/metricValues.js';

describe('gnc2.margin', () => {
  const id = 'gnc2.margin';
  const kernelOf = (rows: number[][]) => new Matrix(rows).transpose().to2DArray();
  /** A head with these weight vectors on any features of their width. */
  const withHead = (rows: number[][]) => ({
    ...collapsed(rows.map((row, k) => row.map((_, j) => (j === 0 ? k : k * k)))),
    kernel: kernelOf(rows),
  });
  const polygon = (classes: number) =>
    Array.from({ length: classes }, (_, k) =>
      [0, 1].map(q => 3 * Math.cos((2 * Math.PI * k) / classes - (q * Math.PI) / 2)),
    );

  it('has the value computed by hand', async () => {
    // Directions 0°, 90°, 180° and 270° but one of 45°: its nearest point is the middle of the edge from 0° to 90°.
    const rows = [
      [2, 0],
      [0, 5],
      [-1, 0],
      [0, -1],
      [1, 1],
    ];
    expectRelative(await metricOf(id, withHead(rows)), 1 - Math.SQRT1_2, 1e-9);
  });

  it('is that of the softmax code for a simplex, an orthoplex and a polygon', async () => {
    expectRelative(await metricOf(id, withHead(simplexEtf(4, 6))), 4 / 3, 1e-9);
    const orthoplex = [0, 1, 2].flatMap(axis =>
      [1, -1].map(sign => [0, 1, 2].map(j => (j === axis ? sign : 0))),
    );
    expectRelative(await metricOf(id, withHead(orthoplex)), 1, 1e-9);
    expectRelative(await metricOf(id, withHead(polygon(9))), 1 - Math.cos((2 * Math.PI) / 9), 1e-9);
  });

  it('is zero where one weight vector is inside the hull of the others', async () => {
    const data = withHead([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    expect(await metricOf(id, data)).toBe(0);
  });

  it('is computed up to its limit of classes, and absent above with the reason', async () => {
    const atLimit = withHead(polygon(MAX_MARGIN_CLASSES));
    expectRelative(await metricOf(id, atLimit), 1 - Math.cos((2 * Math.PI) / MAX_MARGIN_CLASSES), 1e-6);
    expect(await reasonOf(id, withHead(polygon(MAX_MARGIN_CLASSES + 1)))).toMatch(/at most 128 classes/);
  });

  it.each([
    ['no head is given', collapsed([[1], [2]]), /no head weights/],
    [
      'a weight vector is zero',
      { ...collapsed([[1], [2]]), kernel: [[0, 1]] },
      /weight vector of class 0 is zero/,
    ],
    [
      'the targets are not one-hot',
      {
        ...collapsed([[1], [2]]),
        kernel: [[1, 2]],
        codes: [
          [1, -1],
          [-1, 1],
        ],
      },
      /one-hot/,
    ],
  ])('is absent where %s', async (_, data, reason) => {
    expect(await reasonOf(id, data)).toMatch(reason);
  });
});

describe('gnc2.uniformity', () => {
  const K = 5;
  /** Centered, with directions at a distance of 2 (two pairs) and √2 (four pairs). */
  const cross = [
    [1, 0],
    [-1, 0],
    [0, 3],
    [0, -3],
  ];
  const ofCross = {
    dist: (4 + 4 * Math.SQRT2) / 6,
    log: (-2 / 3) * Math.LN2,
    riesz: (1 + 2 * Math.SQRT2) / 6,
  };

  it.each([
    ['gnc2.uniformity.dist', 'two of 2 and four of √2', ofCross.dist],
    ['gnc2.uniformity.dist.variance', 'two of 2 and four of √2', 16 / 6 - ofCross.dist ** 2],
    ['gnc2.uniformity.log', 'two of −ln 2 and four of −½ ln 2', ofCross.log],
    ['gnc2.uniformity.log.variance', 'two of −ln 2 and four of −½ ln 2', Math.LN2 ** 2 / 18],
    ['gnc2.uniformity.riesz', 'two of ½ and four of 1/√2', ofCross.riesz],
    ['gnc2.uniformity.riesz.variance', 'two of ½ and four of 1/√2', 2.5 / 6 - ofCross.riesz ** 2],
  ] as const)('%s has the value computed by hand: %s', async (id, _, expected) => {
    expectRelative(await metricOf(id, collapsed(cross)), expected, ROUNDING);
    // The lengths of the means do not count.
    const lengths = [1, 50, 0.01, 0.01 * 50];
    const stretched = cross.map((row, k) => row.map(x => x * lengths[k >> 1]!));
    expectRelative(await metricOf(id, collapsed(stretched)), expected, ROUNDING);
    expect(await reasonOf(id, collapsed([[-1], [0], [1]]))).toMatch(/centered mean of class 1 is zero/);
  });

  it.each([
    ['gnc2.uniformity.dist', Math.sqrt((2 * K) / (K - 1))],
    ['gnc2.uniformity.log', -0.5 * Math.log((2 * K) / (K - 1))],
    ['gnc2.uniformity.riesz', Math.sqrt((K - 1) / (2 * K))],
  ] as const)('%s is that of the simplex for a simplex ETF, without spread', async (id, expected) => {
    const etf = collapsed(simplexEtf(K, 8));
    expectRelative(await metricOf(id, etf), expected, ROUNDING);
    expect(await metricOf(`${id}.variance`, etf)).toBeLessThan(ROUNDING ** 2);
  });

  it.each([
    ['gnc2.uniformity.dist', 4 / 3],
    ['gnc2.uniformity.dist.variance', 8 / 9],
  ] as const)('%s takes equal directions: distances 0, 2 and 2', async (id, expected) => {
    expectRelative(await metricOf(id, collapsed([[1], [2], [-3]])), expected, ROUNDING);
  });

  it.each([
    'gnc2.uniformity.log',
    'gnc2.uniformity.log.variance',
    'gnc2.uniformity.riesz',
    'gnc2.uniformity.riesz.variance',
  ] as const)('%s is absent where two centered means have the same direction, to rounding too', async id => {
    expect(await reasonOf(id, collapsed([[1], [2], [-3]]))).toMatch(/same direction/);
    const along = [1, 2, -3].map(t => [t, 3 * t, -7 * t]);
    expect(await reasonOf(id, collapsed(along))).toMatch(/same direction/);
  });
});

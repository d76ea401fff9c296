import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { MAX_MARGIN_CLASSES } from '../../src/metrics/gnc2.js';
import { collapsed, simplexEtf } from '../helpers/constructions.js';
import { expectRelative, metricOf, reasonOf } from '../helpers/metricValues.js';

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

describe(id, () => {
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

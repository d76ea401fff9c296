import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { Matrix, matrixFrom } from '../../src/linalg/dense.js';
import { ScatterOfResiduals } from '../../src/statistics/scatterOfResiduals.js';
import { scatterOfMatrix, type WithinScatter } from '../../src/statistics/withinScatter.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const rows = new Matrix([
  [1, 2, 0],
  [-1, 0, 3],
  [0, -2, 1],
  [2, 1, -1],
]);
const within = rows.transpose().mmul(rows).div(4);
const basis = new Matrix([
  [1, 0],
  [0, 0.6],
  [0, 0.8],
]);

async function check(make: () => { scatter: WithinScatter; tensors: { dispose(): void }[] }) {
  const { scatter, tensors } = make();
  const projected = await scatter.project(basis);
  const directions = tf.tensor2d(basis.to1DArray(), [3, 2]);
  const along = scatter.along(directions);
  const wanted = basis.transpose().mmul(within).mmul(basis);
  expect(Matrix.sub(projected, wanted).norm()).toBeLessThan(1e-6);
  (await along.data()).forEach((value, j) => {
    expect(value).toBeCloseTo(wanted.get(j, j), 6);
  });
  expect(await scatter.project(new Matrix(3, 0))).toEqual(matrixFrom([], 0, 0));
  for (const tensor of [...tensors, directions, along]) tensor.dispose();
}

const sources = {
  'centered features, in tiles of one row': () => {
    const residuals = tf.tensor2d(rows.to2DArray());
    const scatter = new ScatterOfResiduals(residuals, 1);
    return { scatter, tensors: [residuals, scatter] };
  },
  'the pooled matrix': () => {
    const pooled = tf.tensor2d(Matrix.mul(within, 4).to2DArray());
    return { scatter: scatterOfMatrix(pooled, 4), tensors: [pooled] };
  },
};

it.each(Object.entries(sources))('Σ_W of %s, without leaks', async (_, make) => {
  await check(make);
  await expectNoLeakedTensors(() => check(make));
});

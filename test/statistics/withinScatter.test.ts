import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Matrix, matrixFrom } from '../../src/linalg/dense.js';
import { meanSpan } from '../../src/statistics/meanSpan.js';
import {
  ScatterOfResiduals,
  scatterOfMatrix,
  type WithinScatter,
} from '../../src/statistics/withinScatter.js';
import { randomDataset } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { referenceStatistics } from '../helpers/reference.js';

describe('withinScatter', () => {
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
});

describe('scatterOfResiduals', () => {
  // More rows than one block of sumOverRows.
  const data = randomDataset({ counts: [1200, 900, 700], dim: 5, seed: 2 });
  const { means, within } = referenceStatistics({ ...data, weighting: 'class' });
  const residuals = () =>
    tf.tensor2d(data.features.map((row, i) => row.map((x, j) => x - means[data.labels[i]!]![j]!)));

  /** Projects, looks at RU, and disposes everything. */
  async function project(basis: Matrix, look: (projected: tf.Tensor2D | null) => void = () => {}) {
    const rows = residuals();
    const scatter = new ScatterOfResiduals(rows, 2 ** 20);
    try {
      const within = await scatter.project(basis);
      look(scatter.projected);
      return within;
    } finally {
      scatter.dispose();
      rows.dispose();
    }
  }

  describe('ScatterOfResiduals', () => {
    it('projects to Uᵀ Σ_W U, and keeps RU', async () => {
      const { basis } = meanSpan(new Matrix(means));
      const expected = basis.transpose().mmul(new Matrix(within)).mmul(basis);
      const scatter = await project(basis, projected => expect(projected!.shape).toEqual([2800, 2]));
      // Float32 sums of 2,800 terms.
      expect(Matrix.sub(scatter, expected).norm()).toBeLessThan(1e-5 * expected.norm());
    });

    it('does not keep what is nearly as large as R', async () => {
      await project(Matrix.identity(5), projected => expect(projected).toBeNull());
    });

    it('is 0×0 without directions', async () => {
      const { rows, columns } = await project(new Matrix(5, 0), projected => expect(projected).toBeNull());
      expect([rows, columns]).toEqual([0, 0]);
    });

    it('leaks no tensors, when the shapes do not fit either', async () => {
      await expectNoLeakedTensors(() => project(Matrix.identity(5)));
      await expectNoLeakedTensors(() => project(Matrix.identity(4)));
    });

    it('keeps one projection at a time', async () => {
      await expectNoLeakedTensors(async () => {
        const rows = residuals();
        const scatter = new ScatterOfResiduals(rows, 2 ** 20);
        await scatter.project(new Matrix(5, 1));
        await scatter.project(new Matrix(5, 1));
        scatter.dispose();
        rows.dispose();
      });
    });
  });
});

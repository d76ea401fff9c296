import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { meanSpan } from '../../src/statistics/meanSpan.js';
import { ScatterOfResiduals } from '../../src/statistics/scatterOfResiduals.js';
import { randomDataset } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { referenceStatistics } from '../helpers/reference.js';

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

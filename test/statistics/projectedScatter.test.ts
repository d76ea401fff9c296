import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { meanSpan } from '../../src/statistics/meanSpan.js';
import { projectedScatter } from '../../src/statistics/projectedScatter.js';
import { randomDataset } from '../helpers/dataset.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { referenceStatistics } from '../helpers/reference.js';

// More rows than one block of sumOverRows.
const data = randomDataset({ counts: [1200, 900, 700], dim: 5, seed: 2 });
const { means, within } = referenceStatistics({ ...data, weighting: 'class' });
const residuals = () =>
  tf.tensor2d(data.features.map((row, i) => row.map((x, j) => x - means[data.labels[i]!]![j]!)));

describe('projectedScatter', () => {
  it('is Uᵀ Σ_W U', async () => {
    const { basis } = meanSpan(new Matrix(means));
    const expected = basis.transpose().mmul(new Matrix(within)).mmul(basis);
    const rows = residuals();
    const scatter = await projectedScatter(rows, basis);
    // Float32 sums of 2,800 terms.
    expect(Matrix.sub(scatter, expected).norm()).toBeLessThan(1e-5 * expected.norm());
    rows.dispose();
  });

  it('is 0×0 without directions', async () => {
    const rows = residuals();
    const { rows: r, columns: c } = await projectedScatter(rows, new Matrix(5, 0));
    expect([r, c]).toEqual([0, 0]);
    rows.dispose();
  });

  it('leaks no tensors, when the shapes do not fit either', async () => {
    const rows = residuals();
    await expectNoLeakedTensors(() => projectedScatter(rows, Matrix.identity(5)));
    await expectNoLeakedTensors(() => projectedScatter(rows, Matrix.identity(4)));
    rows.dispose();
  });
});

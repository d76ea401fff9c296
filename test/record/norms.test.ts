import { expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { geometry } from '../../src/metrics/geometry.js';
import { norms } from '../../src/record/norms.js';
import { statisticsOf } from '../helpers/dataset.js';

it('norms are lengths of class means, of rows of W and of the bias; without a head only of the means', async () => {
  const labels = [0, 0, 1, 1];
  const features = [
    [3, 3],
    [3, 5],
    [0, 4],
    [0, 4],
  ];
  const statistics = await statisticsOf({ classes: 2, labels, features });
  const shared = geometry(statistics, 'class');
  const ofMeans = { classMeans: [5, 4], centeredClassMeans: [1.5, 1.5], withinClassVariances: [1, 0] };
  expect(norms(statistics, shared, null)).toEqual(ofMeans);
  // Wᵀ has the rows of W as columns: (3, 4) and (0, 12).
  const kernel = new Matrix([
    [3, 0],
    [4, 12],
  ]);
  const ofKernel = { kernel: 13, kernelRows: [5, 12] };
  expect(norms(statistics, shared, { kernel, bias: null })).toEqual({ ...ofMeans, ...ofKernel });
  expect(norms(statistics, shared, { kernel, bias: [0, -7] })).toEqual({ ...ofMeans, ...ofKernel, bias: 7 });
});

import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';
import { inUsedDimensions } from '../../src/theory/usedDimensions.js';
import { oneHot } from './settings.js';

const setting: UfmSetting = {
  loss: 'mse',
  encoding: oneHot(4),
  classCounts: [9, 5, 3, 1],
  featureDim: 11,
  lambdaW: 5e-3,
  lambdaH: 1e-4,
  lambdaB: 0.1,
  featureActivation: 'linear',
};

describe('inUsedDimensions', () => {
  it('keeps every product of means and kernel', () => {
    const full = predictUfm(setting);
    const { classMeans, kernel } = inUsedDimensions(full) as { classMeans: Matrix; kernel: Matrix };
    expect([classMeans.columns, kernel.rows]).toEqual([4, 4]);
    const logits = Matrix.sub(kernel.transpose().mmul(classMeans.transpose()), full.logits as Matrix);
    expect(logits.norm()).toBeLessThan(1e-14);
    const gram = Matrix.sub(classMeans.mmul(classMeans.transpose()), full.meanGram as Matrix);
    expect(gram.norm()).toBeLessThan(1e-14 * (full.meanGram as Matrix).norm());
  });

  it('keeps a dimension that one class, or the kernel alone, uses', () => {
    const prediction = predictUfm(setting);
    const means = Matrix.zeros(4, 5).set(0, 0, 1).set(2, 1, 3);
    const kernel = Matrix.zeros(5, 4).set(2, 3, 7);
    const used = inUsedDimensions({ ...prediction, classMeans: means, kernel });
    expect((used.classMeans as Matrix).to2DArray()).toEqual(means.subMatrix(0, 3, 0, 2).to2DArray());
    expect((used.kernel as Matrix).to2DArray()).toEqual(kernel.subMatrix(0, 2, 0, 3).to2DArray());
    const ofMeans = inUsedDimensions({ ...prediction, classMeans: means, kernel: Matrix.zeros(5, 4) });
    expect((ofMeans.classMeans as Matrix).columns).toBe(2);
  });

  it('leaves one dimension of a collapsed prediction, and nothing to do without a scale', () => {
    const collapsed = predictUfm({ ...setting, lambdaW: 10, lambdaH: 10 });
    expect((inUsedDimensions(collapsed).classMeans as Matrix).columns).toBe(1);
    const scaleFree = predictUfm({ ...setting, lambdaW: 0 });
    expect(inUsedDimensions(scaleFree)).toBe(scaleFree);
  });
});

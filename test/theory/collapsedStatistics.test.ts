import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { collapsedStatistics } from '../../src/theory/collapsedStatistics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import { SETTING } from '../helpers/theory.js';

const gramOf = (rows: Matrix) => rows.mmul(rows.transpose());

describe('collapsedStatistics', () => {
  it('are those of features at the predicted class means', () => {
    const prediction = predictUfm(SETTING);
    const statistics = collapsedStatistics(prediction)!;
    const means = prediction.classMeans as Matrix;
    expect(statistics).toMatchObject({ classes: 3, featureDim: 4, samples: 24, counts: [12, 7, 5] });
    expect(statistics.means.to2DArray()).toEqual(means.to2DArray());
    expect(statistics.variances).toEqual([0, 0, 0]);
    expect(statistics.smallest).toBe(Math.min(...means.to1DArray()));
    expect(statistics.nearestMeanAgreement).toBeNull();
    // In the span of the means: the same lengths and angles of their differences, and no scatter.
    const { meansInSpan, scatterInSpan } = statistics;
    const differences = (rows: Matrix) => gramOf(rows.clone().subRowVector(rows.getRow(0)));
    const error = Matrix.sub(differences(meansInSpan), differences(means)).norm();
    expect(error).toBeLessThan(1e-13 * differences(means).norm());
    expect(scatterInSpan!.to2DArray()).toEqual(
      Matrix.zeros(meansInSpan.columns, meansInSpan.columns).to2DArray(),
    );
  });

  it('have the predicted shape at an arbitrary scale where only that is predicted', () => {
    const prediction = predictUfm({ ...SETTING, lambdaW: 0 });
    const gram = gramOf(collapsedStatistics(prediction)!.means);
    const error = gram.div(gram.norm()).sub(prediction.normalizedMeanGram as Matrix);
    expect(error.norm()).toBeLessThan(1e-13);
  });

  it('are none where every class mean is zero', () => {
    expect(collapsedStatistics(predictUfm({ ...SETTING, lambdaW: 10, lambdaH: 10 }))).toBeNull();
  });
});

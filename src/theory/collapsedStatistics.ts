import { Matrix, symmetricEigen } from '../linalg/dense.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import { meanCoordinates } from '../statistics/meanSpan.js';
import type { UfmPrediction } from './ufmPrediction.js';

/**
 * The class statistics of a network that is exactly what the theory predicts: features collapsed to the predicted
 * class means. Where only the shape is predicted, means of that shape (MᵀM = predicted Gram) with an arbitrary scale.
 * Null where every class mean is zero.
 */
export function collapsedStatistics({
  classMeans,
  normalizedMeanGram,
  setting,
}: UfmPrediction): ClassSummary | null {
  if ('absent' in normalizedMeanGram) return null;
  const means = 'absent' in classMeans ? shapeOf(normalizedMeanGram) : classMeans;
  const coordinates = meanCoordinates(means);
  const { classCounts } = setting;
  return {
    classes: means.rows,
    featureDim: means.columns,
    samples: classCounts.reduce((sum, n) => sum + n, 0),
    counts: classCounts,
    means,
    variances: classCounts.map(() => 0),
    scatterInSpan: Matrix.zeros(coordinates.columns, coordinates.columns),
    meansInSpan: coordinates,
    smallest: means.min(),
    nearestMeanAgreement: null,
  };
}

/** Rows with a given Gram matrix: V √Λ. */
function shapeOf(gram: Matrix): Matrix {
  const { values, vectors } = symmetricEigen(gram);
  return vectors.clone().mulRowVector(values.map(value => Math.sqrt(Math.max(value, 0))));
}

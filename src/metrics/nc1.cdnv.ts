import { Matrix, squaredDistances } from '../linalg/dense.js';
import { meansCoincide } from '../statistics/centredMeans.js';
import { absent, type Metric } from './metric.js';
import { mean, upperTriangle } from './pairs.js';

/** `nc1.cdnv` = mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²) */
export const nc1Cdnv: Metric = {
  id: 'nc1.cdnv',
  title: 'Class-distance normalised variance',
  formula: 'mean_{k<l} (v_k + v_l) / (2 ‖m_k − m_l‖²)',
  description:
    'v_k is the mean squared distance of class k to its mean. Pairwise, so independent of the ' +
    'weighting. Absent if two class means coincide.',
  range: [0, Number.POSITIVE_INFINITY],
  collapse: '0',
  direction: 'falls',
  weighted: false,
  source: 'Galanti, György, Hutter 2022 (arXiv:2112.15121)',
  compute({ statistics: { means, variances } }) {
    if (meansCoincide(means)) return absent('two class means coincide');
    const distances = upperTriangle(squaredDistances(means));
    const sums = upperTriangle(sumsOfPairs(variances));
    return mean(distances.map((distance, pair) => sums[pair]! / (2 * distance)));
  },
};

function sumsOfPairs(values: readonly number[]): Matrix {
  return new Matrix(values.map(a => values.map(b => a + b)));
}

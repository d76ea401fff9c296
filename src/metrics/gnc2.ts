import { type Absent, absent } from '../base/absent.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { rowsOf } from '../linalg/dense.js';
import { largestEntry } from '../linalg/flatKernels.js';
import { oneVsRestMargin } from '../linalg/oneVsRestDistance.js';
import { distanceMoments, logEnergies, rieszEnergies } from './directionDistances.js';
import { headRows, withoutRowDirection } from './headRows.js';
import type { MetricContext, MetricFamily } from './metric.js';
import type { PairMoments } from './pairs.js';

/** With more classes the K convex-hull problems would slow every epoch down: 128 classes take about 0.2 s. */
export const MAX_MARGIN_CLASSES = 128;

/** GNC2: classifier and class means spread uniformly over the sphere, also where K > d + 1 and no simplex ETF fits. */
export const gnc2 = {
  /** min_k dist( ŵ_k, conv{ŵ_j}_{j≠k} ) */
  'gnc2.margin': {
    title: 'One-vs-rest margin of the classifier',
    formula: 'min_k dist( ŵ_k, conv{ŵ_j}_{j≠k} )',
    description:
      'ŵ_k = w_k/‖w_k‖, w_k the weights of output k, row k of W. For more classes than d + 1, where no simplex ETF ' +
      'fits, this is what the classifier maximizes on spheres; softmaxCode({ dim, classes }) has the ' +
      'largest value known. Exact to 1e-10, of nearly dependent rows to 1e-7. Absent without a head, ' +
      'for targets that are not one-hot, if a row of W is zero, and for more than 128 classes, because of its cost.',
    range: [0, 2],
    collapse: 'that of the softmax code: K/(K−1) for K ≤ d+1, 1 for d+2 ≤ K ≤ 2d',
    direction: 'rises',
    weighted: false,
    source: 'Jiang et al. 2023 (arXiv:2310.05351)',
    compute(context) {
      const { encoding, statistics } = context;
      const head = headRows(context);
      if ('absent' in head) return head;
      if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
      if (statistics.classes > MAX_MARGIN_CLASSES) {
        return absent(`computed for at most ${MAX_MARGIN_CLASSES} classes, because of its cost`);
      }
      const rows = rowsOf(head);
      return withoutRowDirection(rows.map(largestEntry), 'the weight vector') ?? oneVsRestMargin(rows);
    },
  },
  /** mean_{k<l} ‖û_k − û_l‖ */
  'gnc2.uniformity.dist': {
    title: 'Mean distance of pairs of class-mean directions',
    formula: 'mean_{k<l} ‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
      'sphere; the Riesz kernel of s = −1, to sign. Absent if a class mean coincides with the ' +
      'center.',
    range: [0, 2],
    collapse: '√(2K/(K−1)) for K ≤ d+1, the largest there is',
    direction: 'rises',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: meanOf(distanceMoments),
  },
  /** var_{k<l} ‖û_k − û_l‖ */
  'gnc2.uniformity.dist.variance': {
    title: 'Spread of the distance of pairs of class-mean directions',
    formula: 'var_{k<l} ‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
      'gnc2.uniformity.dist is the mean of. Absent if a class mean coincides with the center.',
    range: [0, 1],
    collapse: '0 for K ≤ d+1',
    direction: 'falls',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: varianceOf(distanceMoments),
  },
  /** mean_{k<l} −ln ‖û_k − û_l‖ */
  'gnc2.uniformity.log': {
    title: 'Mean logarithmic energy of pairs of class-mean directions',
    formula: 'mean_{k<l} −ln ‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
      'sphere; the kernel of s = 0. Absent if a class mean coincides with the center or two centered ' +
      'means have the same direction.',
    range: [-Math.LN2, Number.POSITIVE_INFINITY],
    collapse: '−½ ln(2K/(K−1)) for K ≤ d+1, the smallest there is',
    direction: 'falls',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: meanOf(logEnergies),
  },
  /** var_{k<l} −ln ‖û_k − û_l‖ */
  'gnc2.uniformity.log.variance': {
    title: 'Spread of the logarithmic energy of pairs of class-mean directions',
    formula: 'var_{k<l} −ln ‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
      'gnc2.uniformity.log is the mean of. Absent if a class mean coincides with the center or two ' +
      'centered means have the same direction.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0 for K ≤ d+1',
    direction: 'falls',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: varianceOf(logEnergies),
  },
  /** mean_{k<l} 1/‖û_k − û_l‖ */
  'gnc2.uniformity.riesz': {
    title: 'Mean riesz energy of pairs of class-mean directions',
    formula: 'mean_{k<l} 1/‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖: how uniformly the directions of the class means fill the ' +
      'sphere; the Riesz kernel of s = 1, the Coulomb energy. Absent if a class mean coincides with ' +
      'the center or two centered means have the same direction.',
    range: [0.5, Number.POSITIVE_INFINITY],
    collapse: '√((K−1)/(2K)) for K ≤ d+1, the smallest there is',
    direction: 'falls',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: meanOf(rieszEnergies),
  },
  /** var_{k<l} 1/‖û_k − û_l‖ */
  'gnc2.uniformity.riesz.variance': {
    title: 'Spread of the riesz energy of pairs of class-mean directions',
    formula: 'var_{k<l} 1/‖û_k − û_l‖',
    description:
      'û_k = (m_k − m_G)/‖m_k − m_G‖. Population variance over the pairs of what ' +
      'gnc2.uniformity.riesz is the mean of. Absent if a class mean coincides with the center or ' +
      'two centered means have the same direction.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0 for K ≤ d+1',
    direction: 'falls',
    weighted: true,
    source: 'Liu et al. 2023 (arXiv:2303.06484)',
    compute: varianceOf(rieszEnergies),
  },
} satisfies MetricFamily;

type Moments = (context: MetricContext) => PairMoments | Absent;

function meanOf(momentsOf: Moments) {
  return (context: MetricContext): number | Absent => {
    const moments = momentsOf(context);
    return 'absent' in moments ? moments : moments.mean;
  };
}

function varianceOf(momentsOf: Moments) {
  return (context: MetricContext): number | Absent => {
    const moments = momentsOf(context);
    return 'absent' in moments ? moments : moments.deviation ** 2;
  };
}

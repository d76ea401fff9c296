import { absent } from '../base/absent.js';
import { scaleFreeDistance, squareView } from '../linalg/matrixView.js';
import { withoutDirection } from './geometry.js';
import type { MetricFamily } from './metric.js';
import { mapPairs, mean, meanOverPairs, momentsOverPairs, pairCosines, standardDeviation } from './pairs.js';

/** NC2: how equal in length and angle the class means are. */
export const nc2 = {
  /** std_k ‖m_k − m_G‖ / mean_k ‖m_k − m_G‖ */
  'nc2.equinorm': {
    title: 'Spread of the lengths of the centered class means',
    formula: 'std_k ‖m_k − m_G‖ / mean_k ‖m_k − m_G‖',
    description:
      'Population standard deviation over the K classes; m_G is the center of the chosen weighting. ' +
      'Absent if all class means coincide.',
    range: [0, Number.POSITIVE_INFINITY],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute({ geometry: { centeredNorms, betweenTrace } }) {
      if (!(betweenTrace > 0)) return absent('all class means coincide');
      return standardDeviation(centeredNorms) / mean(centeredNorms);
    },
  },
  /** std_{k≠l} cos(m_k − m_G, m_l − m_G) */
  'nc2.equiangular': {
    title: 'Spread of the angles between centered class means',
    formula: 'std_{k≠l} cos(m_k − m_G, m_l − m_G)',
    description:
      'Population standard deviation over the pairs of classes. Absent if a class mean coincides with ' +
      'the center.',
    range: [0, 1],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute({ geometry: { centeredGram, centeredNorms, directionLimits } }) {
      const undefinedAngle = withoutDirection(centeredNorms, 'the centered mean', directionLimits.centered);
      return undefinedAngle ?? momentsOverPairs(pairCosines(centeredGram)).deviation;
    },
  },
  /** mean_{k≠l} |cos(m_k − m_G, m_l − m_G) + 1/(K−1)| */
  'nc2.maxangle': {
    title: 'Distance of the angles from the largest possible equal angle',
    formula: 'mean_{k≠l} |cos(m_k − m_G, m_l − m_G) + 1/(K−1)|',
    description:
      'K equal angles cannot be wider than that of cosine −1/(K−1), the simplex ETF. Absent if a class ' +
      'mean coincides with the center.',
    range: [0, 2],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute({ statistics: { classes }, geometry: { centeredGram, centeredNorms, directionLimits } }) {
      const undefinedAngle = withoutDirection(centeredNorms, 'the centered mean', directionLimits.centered);
      if (undefinedAngle) return undefinedAngle;
      const widest = -1 / (classes - 1);
      return meanOverPairs(mapPairs(pairCosines(centeredGram), cosine => Math.abs(cosine - widest)));
    },
  },
  /** ‖ G/‖G‖_F − (I − 11ᵀ/K)/√(K−1) ‖_F */
  'nc2.etf': {
    title: 'Distance of the centered class means from a simplex ETF',
    formula: '‖ G/‖G‖_F − (I − 11ᵀ/K)/√(K−1) ‖_F',
    description: 'G is the K×K Gram matrix of the centered class means. Absent if all class means coincide.',
    range: [0, Math.SQRT2],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Zhu et al. 2021 (arXiv:2105.02375); Kothapalli 2023 (arXiv:2206.04041)',
    compute({ statistics: { classes }, geometry: { centeredGram, betweenTrace } }) {
      if (!(betweenTrace > 0)) return absent('all class means coincide');
      const get = (k: number, l: number) => Number(k === l) - 1 / classes;
      const etf = squareView(classes, get, (k, into) => {
        into.fill(-1 / classes);
        into[k] = get(k, k);
      });
      return scaleFreeDistance(centeredGram, etf);
    },
  },
  /** ‖ G₀/‖G₀‖_F − I/√K ‖_F */
  'nc2.of': {
    title: 'Distance of the class means from an orthogonal frame',
    formula: '‖ G₀/‖G₀‖_F − I/√K ‖_F',
    description:
      'G₀ = MᵀM is the Gram matrix of the class means themselves, not centered. Absent if all class ' +
      'means are zero.',
    range: [0, Math.SQRT2],
    collapse: '0 for an orthogonal frame',
    direction: 'depends',
    weighted: false,
    source: 'orthogonal frame: Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)',
    compute({ statistics: { classes }, geometry: { gram, norms, directionLimits } }) {
      if (areAllZero(norms, directionLimits.means)) return absent('all class means are zero');
      const get = (k: number, l: number) => Number(k === l);
      const frame = squareView(classes, get, (k, into) => {
        into[k] = 1;
      });
      return scaleFreeDistance(gram, frame);
    },
  },
  /** mean_{k≠l} cos(m_k, m_l) */
  'nc2.cos': {
    title: 'Mean cosine between class means',
    formula: 'mean_{k≠l} cos(m_k, m_l)',
    description:
      'Of the class means themselves, not centered: tells a simplex ETF (−1/(K−1)) from an orthogonal ' +
      'frame (0). Absent if a class mean is zero, or shorter than 2⁻²³ of its features.',
    range: [-1, 1],
    collapse: '−1/(K−1) for an ETF, 0 for an orthogonal frame',
    direction: 'depends',
    weighted: false,
    source: 'Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)',
    compute({ geometry: { gram, norms, directionLimits } }) {
      const undefinedAngle = withoutDirection(norms, 'the mean', directionLimits.means);
      return undefinedAngle ?? meanOverPairs(pairCosines(gram));
    },
  },
  /** ‖ G₀/‖G₀‖_F − G⋆/‖G⋆‖_F ‖_F */
  'nc2.theory': {
    title: 'Distance of the class means from the predicted geometry',
    formula: '‖ G₀/‖G₀‖_F − G⋆/‖G⋆‖_F ‖_F',
    description:
      'G₀ = MᵀM is the Gram matrix of the class means, not centered, G⋆ the one that the ' +
      'unconstrained-features model predicts for this loss, encoding, class sizes and regularization. ' +
      'Absent without a prediction, and if all measured or predicted class means are zero.',
    range: [0, Math.SQRT2],
    collapse: '0',
    direction: 'falls',
    weighted: false,
    source: 'this project; docs/theory.md',
    compute({ theory, geometry: { gram, norms, directionLimits } }) {
      if ('absent' in theory) return theory;
      const { normalizedMeanGram: predicted } = theory.prediction;
      if ('absent' in predicted) return predicted;
      if (areAllZero(norms, directionLimits.means)) return absent('all class means are zero');
      return scaleFreeDistance(gram, predicted);
    },
  },
} satisfies MetricFamily;

/** Whether no norm exceeds its limit, so that everything computed from the vectors would be rounding. */
function areAllZero(norms: readonly number[], limits: readonly number[]): boolean {
  return norms.every((norm, k) => !(norm > limits[k]!));
}

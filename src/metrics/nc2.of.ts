import { squareTable } from '../linalg/table.js';
import { scaleFreeDistance } from './frobenius.js';
import { absent, type Metric } from './metric.js';
import { areAllZero } from './zeroMeans.js';

/** `nc2.of` = ‖ G₀/‖G₀‖_F − I/√K ‖_F */
export const nc2Of: Metric = {
  id: 'nc2.of',
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
    const frame = squareTable(classes, get, (k, into) => {
      into[k] = 1;
    });
    return scaleFreeDistance(gram, frame);
  },
};

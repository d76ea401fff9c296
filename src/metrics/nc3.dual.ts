import { isOneHot } from '../encodings/classEncoding.js';
import { scaleFreeDistance } from './frobenius.js';
import { headNorm, headRows } from './headRows.js';
import { absent, type Metric } from './metric.js';

/** `nc3.dual` = ‖ Wᵀ/‖W‖_F − M_c/‖M_c‖_F ‖_F */
export const nc3Dual: Metric = {
  id: 'nc3.dual',
  title: 'Self-duality of classifier and class means',
  formula: '‖ Wᵀ/‖W‖_F − M_c/‖M_c‖_F ‖_F',
  description:
    'M_c holds the centered class means as columns (d×K), W is the kernel of the head (K×d). One-hot ' +
    'targets only: needs c = K. Absent without a head, for other encodings, and if all class means ' +
    'coincide or W is zero.',
  range: [0, 2],
  collapse: '0',
  direction: 'falls',
  weighted: true,
  source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
  compute(context) {
    const { encoding, geometry } = context;
    const { centeredMeans, centeredNorms, betweenTrace } = geometry;
    const weights = headRows(context);
    if ('absent' in weights) return weights;
    if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
    if (!(betweenTrace > 0)) return absent('all class means coincide');
    const size = headNorm(context);
    if (!(size > 0)) return absent('the kernel of the head is zero');
    return scaleFreeDistance(weights, centeredMeans, { a: size, b: Math.hypot(...centeredNorms) });
  },
};

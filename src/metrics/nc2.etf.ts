import { squareTable } from '../linalg/table.js';
import { scaleFreeDistance } from './frobenius.js';
import { absent, type Metric } from './metric.js';

/** `nc2.etf` = ‖ G/‖G‖_F − (I − 11ᵀ/K)/√(K−1) ‖_F */
export const nc2Etf: Metric = {
  id: 'nc2.etf',
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
    const etf = squareTable(classes, get, (k, into) => {
      into.fill(-1 / classes);
      into[k] = get(k, k);
    });
    return scaleFreeDistance(centeredGram, etf);
  },
};

import { absent } from '../base/absent.js';
import { meansCoincide } from '../statistics/centeredMeans.js';
import type { MetricFamily } from './metric.js';

/** NC4: the network decides as the nearest class mean does. */
export const nc4 = {
  /** share of samples with argmin_k ‖h − m_k‖ = decision of the network */
  'nc4.ncc': {
    title: 'Agreement with the nearest class center',
    formula: 'share of samples with argmin_k ‖h − m_k‖ = decision of the network',
    description:
      "The decision is the network's own, bias included: the largest output, or for other encodings the code " +
      'nearest to the output. If the loss applies a function to logits, so does the comparison with the codes. ' +
      'Absent if the decisions are not known, and if two class means coincide.',
    range: [0, 1],
    collapse: '1',
    direction: 'rises',
    weighted: false,
    source: 'Papyan, Han, Donoho 2020 (doi:10.1073/pnas.2015509117)',
    compute({ statistics, geometry: { distances } }) {
      const { nearestMeanAgreement } = statistics;
      if (nearestMeanAgreement === null) return absent("the network's decisions are not known");
      return meansCoincide(statistics, distances)
        ? absent('two class means coincide: no mean is the nearest')
        : nearestMeanAgreement;
    },
  },
} satisfies MetricFamily;

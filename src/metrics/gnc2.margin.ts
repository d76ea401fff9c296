import { isOneHot } from '../encodings/classEncoding.js';
import { rowsOf } from '../linalg/dense.js';
import { largestEntry } from '../linalg/flatKernels.js';
import { oneVsRestMargin } from '../theory/oneVsRestDistance.js';
import { headRows } from './headRows.js';
import { absent, type Metric } from './metric.js';
import { withoutRowDirection } from './zeroMeans.js';

/** Above it the K convex-hull problems would cost more than an epoch's share: at 128 they take about 0.2 s. */
export const MAX_MARGIN_CLASSES = 128;

/** `gnc2.margin` = min_k dist( ŵ_k, conv{ŵ_j}_{j≠k} ) */
export const gnc2Margin: Metric = {
  id: 'gnc2.margin',
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
};

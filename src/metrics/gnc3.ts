import { type Absent, absent } from '../base/absent.js';
import { isOneHot } from '../encodings/oneHotCodes.js';
import { rowsOf } from '../linalg/dense.js';
import { flatDot, largestEntry } from '../linalg/flatKernels.js';
import { withoutDirection } from './geometry.js';
import { headRows, withoutRowDirection } from './headRows.js';
import { type MetricFamily, oncePerContext } from './metric.js';
import { mean, standardDeviation } from './pairs.js';

/** cos(w_k, m_k − m_G) of every class, or why there are none. */
const alignments = oncePerContext((context): number[] | Absent => {
  const { encoding, geometry } = context;
  const rows = headRows(context);
  if ('absent' in rows) return rows;
  if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
  const weights = rowsOf(rows);
  const lengths = weights.map(norm);
  const undefinedAngle =
    withoutRowDirection(lengths, 'the weight vector') ??
    withoutDirection(geometry.centeredNorms, 'the centered mean', geometry.directionLimits.centered);
  if (undefinedAngle) return undefinedAngle;
  const means = rowsOf(geometry.centeredMeans);
  return lengths.map((length, k) => {
    const product = flatDot(weights[k]!, means[k]!);
    return Math.max(-1, Math.min(1, product / (length * geometry.centeredNorms[k]!)));
  });
});

/** GNC3: every row of the classifier points along its class mean. */
export const gnc3 = {
  /** mean_k cos(w_k, m_k − m_G) */
  'gnc3.alignment': {
    title: 'Mean alignment of classifier and class means',
    formula: 'mean_k cos(w_k, m_k − m_G)',
    description:
      'w_k is row k of W. Self-duality class by class and whatever the lengths: unlike nc3.dual it also ' +
      'holds where there are more classes than d + 1. Absent without a head, for targets that are not ' +
      'one-hot, and if a row of W is zero or a class mean coincides with the center.',
    range: [-1, 1],
    collapse: '1',
    direction: 'rises',
    weighted: true,
    source: 'Jiang et al. 2023 (arXiv:2310.05351)',
    compute(context) {
      const cosines = alignments(context);
      return 'absent' in cosines ? cosines : mean(cosines);
    },
  },
  /** var_k cos(w_k, m_k − m_G) */
  'gnc3.alignment.variance': {
    title: 'Spread of the alignment of classifier and class means',
    formula: 'var_k cos(w_k, m_k − m_G)',
    description:
      'Population variance over the classes of what gnc3.alignment is the mean of; w_k is row k of W. ' +
      'Absent where gnc3.alignment is.',
    range: [0, 1],
    collapse: '0',
    direction: 'falls',
    weighted: true,
    source: 'Jiang et al. 2023 (arXiv:2310.05351)',
    compute(context) {
      const cosines = alignments(context);
      return 'absent' in cosines ? cosines : standardDeviation(cosines) ** 2;
    },
  },
} satisfies MetricFamily;

/** A sum of squares within these bounds has neither overflowed nor lost a term that counts to underflow. */
const [SMALL, LARGE] = [1e-280, 1e280];

/** ‖row‖. Where squares would overflow or underflow, the entries are divided by the largest first (as Math.hypot does). */
function norm(row: Float64Array): number {
  const sum = flatDot(row, row);
  if (sum > SMALL && sum < LARGE) return Math.sqrt(sum);
  const largest = largestEntry(row);
  if (!(largest > 0)) return largest;
  let squares = 0;
  for (let j = 0; j < row.length; j++) squares += (row[j]! / largest) ** 2;
  return largest * Math.sqrt(squares);
}

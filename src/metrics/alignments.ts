import { isOneHot } from '../encodings/classEncoding.js';
import { rowsOf } from '../linalg/dense.js';
import { flatDot, largestEntry } from '../linalg/flatKernels.js';
import { headRows } from './headRows.js';
import { type Absent, absent } from './metric.js';
import { oncePerContext } from './oncePerContext.js';
import { withoutDirection, withoutRowDirection } from './zeroMeans.js';

/** cos(w_k, m_k − m_G) of every class, or why there are none. */
export const alignments = oncePerContext((context): number[] | Absent => {
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

/** Squares within these bounds have not left the range of numbers, nor has any that counts. */
const [SMALL, LARGE] = [1e-280, 1e280];

/** Where squares of extreme entries leave the range of numbers, entries are divided by the largest first (Math.hypot). */
function norm(row: Float64Array): number {
  const sum = flatDot(row, row);
  if (sum > SMALL && sum < LARGE) return Math.sqrt(sum);
  const largest = largestEntry(row);
  if (!(largest > 0)) return largest;
  let squares = 0;
  for (let j = 0; j < row.length; j++) squares += (row[j]! / largest) ** 2;
  return largest * Math.sqrt(squares);
}

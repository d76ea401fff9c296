import { isOneHot } from '../encodings/classEncoding.js';
import { rowsOf } from '../linalg/dense.js';
import { headRows } from './headRows.js';
import { type Absent, absent } from './metric.js';
import { oncePerContext } from './oncePerContext.js';
import { withoutDirection } from './zeroMeans.js';

/** cos(w_k, m_k − m_G) of every class, or why there are none. */
export const alignments = oncePerContext((context): number[] | Absent => {
  const { encoding, geometry } = context;
  const rows = headRows(context);
  if ('absent' in rows) return rows;
  if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
  const weights = rowsOf(rows);
  const lengths = weights.map(norm);
  const undefinedAngle =
    withoutDirection(lengths, 'the weight vector') ??
    withoutDirection(geometry.centredNorms, 'the centred mean');
  if (undefinedAngle) return undefinedAngle;
  const means = rowsOf(geometry.centredMeans);
  return lengths.map((length, k) => {
    const product = inner(weights[k]!, means[k]!);
    return Math.max(-1, Math.min(1, product / (length * geometry.centredNorms[k]!)));
  });
});

/** Divided by the largest entry first, as Math.hypot does: squares of extreme entries would leave the range of numbers. */
function norm(row: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < row.length; j++) largest = Math.max(largest, Math.abs(row[j]!));
  if (!(largest > 0)) return largest;
  let squares = 0;
  for (let j = 0; j < row.length; j++) squares += (row[j]! / largest) ** 2;
  return largest * Math.sqrt(squares);
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}

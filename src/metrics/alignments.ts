import { isOneHot } from '../encodings/classEncoding.js';
import { dot } from './geometry.js';
import { type Absent, absent, type MetricContext } from './metric.js';
import { withoutDirection } from './zeroMeans.js';

/** cos(w_k, m_k − m_G) of every class, or why there are none. */
export function alignments({ head, encoding, geometry }: MetricContext): number[] | Absent {
  if ('absent' in head) return head;
  if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
  const rows = head.kernel.transpose().to2DArray();
  const lengths = rows.map(row => Math.hypot(...row));
  const undefinedAngle =
    withoutDirection(lengths, 'the weight vector') ??
    withoutDirection(geometry.centredNorms, 'the centred mean');
  if (undefinedAngle) return undefinedAngle;
  const means = geometry.centredMeans.to2DArray();
  return rows.map((row, k) => {
    const cosine = dot(row, means[k]!) / (lengths[k]! * geometry.centredNorms[k]!);
    return Math.max(-1, Math.min(1, cosine));
  });
}

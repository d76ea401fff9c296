import { isOneHot } from '../encodings/classEncoding.js';
import { columnNorms } from '../linalg/table.js';
import { type Absent, absent, type MetricContext } from './metric.js';
import { withoutDirection } from './zeroMeans.js';

/** cos(w_k, m_k − m_G) of every class, or why there are none. */
export function alignments({ head, encoding, geometry }: MetricContext): number[] | Absent {
  if ('absent' in head) return head;
  if (!isOneHot(encoding)) return absent(`defined for one-hot targets only; these are ${encoding.name}`);
  const { kernel } = head;
  const lengths = columnNorms(kernel);
  const undefinedAngle =
    withoutDirection(lengths, 'the weight vector') ??
    withoutDirection(geometry.centredNorms, 'the centred mean');
  if (undefinedAngle) return undefinedAngle;
  const { centredMeans, centredNorms } = geometry;
  const rows = kernel.transpose();
  return lengths.map((length, k) => {
    let product = 0;
    for (let j = 0; j < rows.columns; j++) product += rows.get(k, j) * centredMeans.get(k, j);
    return Math.max(-1, Math.min(1, product / (length * centredNorms[k]!)));
  });
}

import type { Matrix } from '../../src/linalg/dense.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { mean } from '../../src/metrics/pairs.js';
import { withoutDirection } from '../../src/metrics/zeroMeans.js';

/**
 * `nc5.ood` = mean_k |cos(m_k, m_ood)|, m_ood the mean of features of samples of no class: 0 where they are orthogonal
 * to every class mean.
 *
 * @param means row k is m_k (K×d), not centred
 * @param oodMean m_ood (d)
 * @see Ammar et al. 2024 (NECO)
 */
export function nc5Ood(means: Matrix, oodMean: readonly number[]): number | Absent {
  const length = Math.hypot(...oodMean);
  if (!(length > 0)) return absent('the mean of the out-of-distribution features is zero');
  const rows = means.to2DArray();
  const norms = rows.map(row => Math.hypot(...row));
  const undefinedAngle = withoutDirection(norms, 'the mean');
  if (undefinedAngle) return undefinedAngle;
  const inner = (row: readonly number[]) => row.reduce((sum, x, j) => sum + x * oodMean[j]!, 0);
  return mean(rows.map((row, k) => Math.min(1, Math.abs(inner(row)) / (norms[k]! * length))));
}

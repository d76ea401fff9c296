import type { Geometry } from '../metrics/geometry.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { ClassRow, PairRow } from './snapshot.js';

/** Above it all pairs would take longer than a measurement may. */
export const MOST_COMPARED = 1000;

const PAIRS = 20;

/** One row per class, least collapsed first; none where there are too many classes. */
export function classRows(
  statistics: ClassSummary,
  geometry: Geometry,
  predictedNorms: readonly number[] | undefined,
): ClassRow[] {
  const { classes, counts, variances } = statistics;
  if (classes > MOST_COMPARED) return [];
  const rows = counts.map((samples, k) => {
    let nearest = k === 0 ? 1 : 0;
    let sum = 0;
    for (let l = 0; l < classes; l++) {
      if (l === k) continue;
      if (geometry.distances.get(k, l) < geometry.distances.get(k, nearest)) nearest = l;
      sum += pairCdnv(statistics, geometry, k, l);
    }
    return {
      class: k,
      samples,
      norm: Math.sqrt(geometry.gram.get(k, k)),
      ...(predictedNorms && { predictedNorm: predictedNorms[k]! }),
      variance: variances[k]!,
      cdnv: finite(sum / (classes - 1)),
      nearest,
    };
  });
  return rows.sort((a, b) => order(a.cdnv, b.cdnv));
}

/** The pairs that are told apart worst. */
export function worstPairs(statistics: ClassSummary, geometry: Geometry): PairRow[] {
  const { classes } = statistics;
  if (classes > MOST_COMPARED) return [];
  const worst: { k: number; l: number; cdnv: number }[] = [];
  for (let k = 0; k < classes; k++) {
    for (let l = k + 1; l < classes; l++) {
      const cdnv = pairCdnv(statistics, geometry, k, l);
      if (worst.length === PAIRS && !(cdnv > worst.at(-1)!.cdnv)) continue;
      const place = worst.findIndex(pair => pair.cdnv < cdnv);
      worst.splice(place < 0 ? worst.length : place, 0, { k, l, cdnv });
      if (worst.length > PAIRS) worst.pop();
    }
  }
  return worst.map(({ k, l, cdnv }) => ({
    classes: [k, l],
    cdnv: finite(cdnv),
    distance: Math.sqrt(geometry.distances.get(k, l)),
    cosine: finite(geometry.centredGram.get(k, l) / (geometry.centredNorms[k]! * geometry.centredNorms[l]!)),
  }));
}

/** (v_k + v_l) / (2 ‖m_k − m_l‖²); Infinity, the worst, where the means coincide */
function pairCdnv({ variances }: ClassSummary, { distances }: Geometry, k: number, l: number): number {
  const distance = distances.get(k, l);
  return distance > 0 ? (variances[k]! + variances[l]!) / (2 * distance) : Number.POSITIVE_INFINITY;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Largest first, null (means coincide) before all. */
function order(a: number | null, b: number | null): number {
  return (b ?? Number.MAX_VALUE) - (a ?? Number.MAX_VALUE);
}

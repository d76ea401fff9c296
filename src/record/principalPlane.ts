import { type Absent, absent } from '../base/absent.js';
import type { Geometry } from '../metrics/geometry.js';
import { centeredRows } from '../statistics/centeredMeans.js';
import type { ClassSummary } from '../statistics/classSummary.js';

/** The plane on which the class means are spread most. */
export interface PrincipalPlane {
  /** m_G (d), what the coordinates are counted from */
  readonly center: readonly number[];
  /** Two orthonormal directions (2×d); zeros where the means span fewer */
  readonly directions: readonly [number[], number[]];
  /** Share of tr Σ_B along each */
  readonly explainedVariance: readonly [number, number];
}

/**
 * The two leading eigenvectors of Σ_B. From its eigenvectors q in the coordinates P (K×r) of the span of the means: the
 * class weights a = diag(w) P q / σ² combine the centered means (K×d) to the direction u = Cᵀ a, ‖u‖ = 1, as σ² is the
 * eigenvalue. Signs: the mean that is farthest along a direction has a positive coordinate.
 */
export function principalPlane(
  { means, meansInSpan }: ClassSummary,
  { weights, centeredMeans, between, betweenTrace, spectrum }: Geometry,
): PrincipalPlane | Absent {
  if (spectrum) return absent('there are too many classes and dimensions for the eigenvectors of Σ_B');
  if (!(betweenTrace > 0)) return absent('all class means coincide');
  const spanned = centeredRows(meansInSpan, weights);
  const axes = leading(between.values).map(index => {
    const variance = index === undefined ? 0 : between.values[index]!;
    const none = { direction: new Array<number>(means.columns).fill(0), share: 0 };
    // What is rounding has no direction.
    if (index === undefined || !(variance > 1e-12 * betweenTrace)) return none;
    const along = spanned.mmul(between.vectors.getColumnVector(index)).getColumn(0);
    const farthest = along.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
    const factors = along.map((x, k) => (Math.sign(farthest) * weights[k]! * x) / variance);
    const direction = centeredMeans
      .transpose()
      .mulRowVector(factors)
      .to2DArray()
      .map(row => row.reduce((sum, x) => sum + x, 0));
    const length = Math.hypot(...direction);
    return { direction: direction.map(x => x / length), share: variance / betweenTrace };
  });
  const center = means.getRow(0).map((x, j) => x - centeredMeans.get(0, j));
  return {
    center,
    directions: [axes[0]!.direction, axes[1]!.direction],
    explainedVariance: [axes[0]!.share, axes[1]!.share],
  };
}

/** Places of the two largest values. */
function leading(values: readonly number[]): [number | undefined, number | undefined] {
  const order = values.map((_, i) => i).sort((i, j) => values[j]! - values[i]!);
  return [order[0], order[1]];
}

import type { Absent } from '../base/absent.js';
import { type Matrix, transposeOf } from '../linalg/dense.js';
import { frobeniusNorm } from '../linalg/matrixView.js';
import { withoutDirection } from './geometry.js';
import { oncePerContext } from './metric.js';

/** W (c×d), row k the weights of output k: the kernel has them as columns. */
export const headRows = oncePerContext(({ head }): Matrix | Absent =>
  'absent' in head ? head : transposeOf(head.kernel),
);

/** ‖W‖_F; NaN without a head */
export const headNorm = oncePerContext((context): number => {
  const rows = headRows(context);
  return 'absent' in rows ? Number.NaN : frobeniusNorm(rows);
});

/** A row of weights shorter than this fraction of the longest is rounding: float32 has no digits left for it. */
const SHORT_ROW = 2 ** -23;

/** {@link withoutDirection} for rows of weights, which are rounding where they are far shorter than the longest. */
export function withoutRowDirection(norms: readonly number[], what: string): Absent | null {
  const longest = norms.reduce((most, norm) => Math.max(most, norm), 0);
  return withoutDirection(
    norms,
    what,
    norms.map(() => SHORT_ROW * longest),
  );
}

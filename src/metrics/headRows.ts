import { type Matrix, transposeOf } from '../linalg/dense.js';
import { frobeniusNorm } from '../linalg/table.js';
import type { Absent } from './metric.js';
import { oncePerContext } from './oncePerContext.js';

/** W (c×d), row k the weights of output k: the kernel has them as columns. */
export const headRows = oncePerContext(({ head }): Matrix | Absent =>
  'absent' in head ? head : transposeOf(head.kernel),
);

/** ‖W‖_F; NaN without a head */
export const headNorm = oncePerContext((context): number => {
  const rows = headRows(context);
  return 'absent' in rows ? Number.NaN : frobeniusNorm(rows);
});

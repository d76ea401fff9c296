import { type Matrix, transposeOf } from '../linalg/dense.js';
import type { Absent } from './metric.js';
import { oncePerContext } from './oncePerContext.js';

/** W (c×d), row k the weights of output k: the kernel has them as columns. */
export const headRows = oncePerContext(({ head }): Matrix | Absent =>
  'absent' in head ? head : transposeOf(head.kernel),
);

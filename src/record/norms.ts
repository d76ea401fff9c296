import { columnNorms, diagonal } from '../linalg/table.js';
import type { Geometry } from '../metrics/geometry.js';
import type { Head } from '../metrics/head.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { Norms } from './record.js';

/** Lengths of class means, classifier rows and bias. */
export function norms(statistics: ClassSummary, geometry: Geometry, head: Head | null): Norms {
  return {
    classMeans: diagonal(geometry.gram).map(Math.sqrt),
    centeredClassMeans: geometry.centeredNorms,
    withinClassVariances: statistics.variances,
    ...(head && {
      kernel: head.kernel.norm(),
      kernelRows: columnNorms(head.kernel),
    }),
    ...(head?.bias && { bias: Math.hypot(...head.bias) }),
  };
}

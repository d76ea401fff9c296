import { sized } from '../helpers/nightly.js';
import type { ConformanceShape } from './measureErrors.js';

/**
 * Small: a backend on a software driver takes a second for what a GPU does in a millisecond. Early and late in training;
 * more rows than are summed in one run (2,048); more classes than dimensions + 1; sizes that are no multiples of 4, which
 * WebGPU has other kernels for.
 */
export const SMALL: readonly ConformanceShape[] = [
  { samples: 2200, classes: 4, dim: 5, ratio: 1 },
  { samples: 700, classes: 10, dim: 16, ratio: 1e-6 },
  { samples: 500, classes: 9, dim: 4, ratio: 1e-9 },
];

/**
 * The same cases in two shapes, and with fewer classes: WebGPU and WebGL compile every kernel anew for every shape, and
 * the float64 reference goes through the subsets of the classes, which doubles with each.
 */
const FEW: readonly ConformanceShape[] = [
  { samples: 2200, classes: 7, dim: 5, ratio: 1 },
  { samples: 700, classes: 6, dim: 16, ratio: 1e-9 },
];

/** What `npm run test:backends` measures on every backend. */
export const ON_EVERY_BACKEND = sized({ small: FEW, full: SMALL });

/**
 * On a GPU: as many samples as a measurement has. No more classes than 12: on the host the reference takes seconds for
 * them, more than 20 s for 17, and minutes for 37.
 */
export const LARGE: readonly ConformanceShape[] = [
  { samples: 20_000, classes: 10, dim: 64, ratio: 1 },
  { samples: 20_000, classes: 10, dim: 64, ratio: 1e-3 },
  { samples: 20_000, classes: 10, dim: 64, ratio: 1e-6 },
  { samples: 20_000, classes: 10, dim: 64, ratio: 1e-9 },
  { samples: 10_000, classes: 12, dim: 33, ratio: 1e-3 },
  { samples: 10_000, classes: 12, dim: 7, ratio: 1e-3 },
];

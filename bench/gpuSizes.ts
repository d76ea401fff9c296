import type { FeatureShape } from './featureCase.js';

/** What the benchmarks of one device are run with. */
export interface GpuSizes {
  readonly shapes: readonly FeatureShape[];
  /** How often everything is timed; the smallest time counts */
  readonly rounds: number;
  /** Products of one kind that are timed together: one alone is shorter than the wait for it */
  readonly products: number;
  /** Images of the training, and how many of their pixels across */
  readonly images: number;
  readonly side: number;
  /** Epochs with the callback that count */
  readonly repeats: number;
  /** Bytes of features below which the callback keeps them: less than those of the training, for the way without */
  readonly featureMemory: number;
  /** Epochs of the training whose result is shown */
  readonly epochs: number;
}

/** Called with the result so far, which replaces the earlier one. */
export type KeepResult = (text: string) => void;

export const GPU_SIZES: Readonly<Record<'full' | 'tiny', GpuSizes>> = {
  full: {
    shapes: [
      { samples: 50_000, dim: 512, classes: 10 },
      { samples: 50_000, dim: 512, classes: 100 },
      { samples: 20_000, dim: 2048, classes: 1000 },
    ],
    rounds: 5,
    products: 20,
    images: 10_000,
    side: 28,
    repeats: 5,
    featureMemory: 2 ** 16,
    epochs: 10,
  },
  /** To rehearse on a software driver: everything is run, no number means anything. */
  tiny: {
    shapes: [
      { samples: 400, dim: 16, classes: 4 },
      { samples: 300, dim: 24, classes: 12 },
    ],
    rounds: 1,
    products: 2,
    images: 20,
    side: 12,
    repeats: 1,
    featureMemory: 2 ** 12,
    epochs: 2,
  },
};

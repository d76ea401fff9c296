import type { Weighting } from './weighting.js';

/** Up to where statistics are worked out exactly, and in what portions. */
export interface SummaryLimits {
  /**
   * Largest K for which every K×K number is computed on the host, in float64. For more classes the Gram matrix of the
   * class means is computed on the device, in float32. Default 256.
   */
  readonly hostClasses: number;
  /**
   * Largest min(K − 1, d) whose eigenvalues are computed where K exceeds `hostClasses`; above it nc1.pinv and
   * rank.effective are estimated. Default 256.
   */
  readonly exactRank: number;
  /** The weightings that estimates are made for: each costs its share. Default both. */
  readonly weightings: readonly Weighting[];
  /** Bytes of the tensors that exist while one tile of rows is worked on. Default 64 MiB. */
  readonly tileBytes: number;
}

/** The limits that nothing else is said about. */
export const SUMMARY_LIMITS: SummaryLimits = {
  hostClasses: 256,
  exactRank: 256,
  weightings: ['class', 'sample'],
  tileBytes: 2 ** 26,
};

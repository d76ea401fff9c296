import type { MeasuredData, NeuralCollapseOptions } from '../callbacks/index.js';

/** One way in which the callback gets features. */
export interface FeatureSourceCase {
  readonly name: string;
  readonly options: (data: MeasuredData) => NeuralCollapseOptions;
  /** Forward passes it makes */
  readonly passes: number;
}

export const FEATURE_SOURCES: readonly FeatureSourceCase[] = [
  { name: 'evaluation, cached', options: data => ({ data }), passes: 1 },
  // Less than the features of any of these runs take: every batch is seen twice.
  { name: 'evaluation, streaming', options: data => ({ data, featureMemory: 2 ** 16 }), passes: 2 },
  { name: 'training', options: () => ({ source: 'training' }), passes: 0 },
];

import type { NeuralCollapseOptions } from '../callbacks/index.js';

/** One way in which the callback gets features. */
export interface FeatureSourceCase {
  readonly name: string;
  readonly options: Pick<NeuralCollapseOptions, 'source' | 'featureMemory'>;
  /** Forward passes it makes */
  readonly passes: number;
}

export const FEATURE_SOURCES: readonly FeatureSourceCase[] = [
  { name: 'evaluation, cached', options: {}, passes: 1 },
  // Less than the features of any of these runs take: every batch is seen twice.
  { name: 'evaluation, streaming', options: { featureMemory: 2 ** 16 }, passes: 2 },
  { name: 'training', options: { source: 'training' }, passes: 0 },
];

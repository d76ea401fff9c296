import { type LabeledImages, loadOrSynthesize, syntheticDigits } from 'tfjs-neural-collapse/datasets';
import type { LabelNoiseOptions } from './options.js';

/** Balanced MNIST training images; synthetic digits if MNIST is not available, or if they are requested. */
export function digits(
  { synthetic, dataDir }: Pick<LabelNoiseOptions, 'synthetic' | 'dataDir'>,
  samples: number,
  seed: number,
): Promise<LabeledImages> | LabeledImages {
  if (synthetic) return syntheticDigits({ samples, seed, balanced: true });
  const folder = dataDir !== undefined && { dataDir };
  return loadOrSynthesize({ split: 'train', limit: samples, balanced: true, seed, ...folder });
}

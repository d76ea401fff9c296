import { loadIdxDataset } from './idxDataset.js';
import { KMNIST } from './idxSources.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';

/**
 * Kuzushiji-MNIST: 60,000 training and 10,000 test images of cursive Japanese characters in ten classes,
 * 28 × 28 × 1. Options, places and errors as for `mnist`.
 *
 * Source: Clanuwat et al., "Deep Learning for Classical Japanese Literature", arXiv:1812.01718.
 *
 * @example
 * const characters = await kmnist({ split: 'train', limit: 5000, balanced: true });
 */
export function kmnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('kmnist', KMNIST, options);
}

import { loadIdxDataset } from './idxDataset.js';
import { FASHION_MNIST } from './idxSources.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothing in ten classes, 28 × 28 × 1. Options, places
 * and errors as for `mnist`.
 *
 * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
 * Algorithms", arXiv:1708.07747.
 *
 * @example
 * const shirts = await fashionMnist({ split: 'test', dataDir: 'data' });
 */
export function fashionMnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('fashionMnist', FASHION_MNIST, options);
}

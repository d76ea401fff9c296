import { loadIdxDataset } from './idxDataset.js';
import { FASHION_MNIST, KMNIST, MNIST } from './idxSources.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';

/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 × 28 × 1.
 *
 * The files come from `dataDir`, the folder in `TFJS_NC_DATA_DIR`, the per-user cache or a download, in that order.
 * Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits".
 *
 * Errors: `DatasetUnavailableError` when no place has the files, `DatasetFileError` when a file is damaged.
 *
 * @example
 * const { xs, ys } = toTensors(await mnist({ split: 'train', limit: 4000, balanced: true, seed: 1 }));
 */
export function mnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('mnist', MNIST, options);
}

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

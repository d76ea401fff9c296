import { loadIdxDataset } from './idxDataset.js';
import { MNIST } from './idxSources.js';
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

import { type IdxDataset, loadIdxDataset } from './idxDataset.js';
import type { LabelledImages } from './labelledImages.js';
import type { LoadOptions } from './loadOptions.js';

// The sums are of the uncompressed files, which have the published MD5 sums 6bbc9ace…, a25bea73…, 2646ac64… and
// 27ae3e4e…; mirrors have compressed them anew.
const MNIST: IdxDataset = {
  id: 'mnist',
  title: 'MNIST',
  folders: ['mnist', 'MNIST/raw', 'MNIST'],
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  mirrors: [
    'https://storage.googleapis.com/cvdf-datasets/mnist/',
    'https://ossci-datasets.s3.amazonaws.com/mnist/',
  ],
  sums: {
    'train-images-idx3-ubyte.gz': {
      sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      sumOf: 'content',
      bytes: 9_912_422,
    },
    'train-labels-idx1-ubyte.gz': {
      sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      sumOf: 'content',
      bytes: 28_881,
    },
    't10k-images-idx3-ubyte.gz': {
      sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      sumOf: 'content',
      bytes: 1_648_877,
    },
    't10k-labels-idx1-ubyte.gz': {
      sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      sumOf: 'content',
      bytes: 4_542,
    },
  },
};

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
export function mnist(options: LoadOptions = {}): Promise<LabelledImages> {
  return loadIdxDataset('mnist', MNIST, options);
}

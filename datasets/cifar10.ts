import { type CifarDataset, loadCifarDataset, pythonVersion } from './cifarDataset.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';

// Sum and length: TensorFlow Datasets' url_checksums.
const CIFAR10: CifarDataset = {
  id: 'cifar10',
  title: 'CIFAR-10',
  folders: ['cifar10', 'cifar10/cifar-10-batches-bin', 'cifar-10', 'cifar-10-batches-bin'],
  mirrors: [
    'https://www.cs.toronto.edu/~kriz/',
    'https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/',
  ],
  archive: {
    name: 'cifar-10-binary.tar.gz',
    sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
    sumOf: 'file',
    bytes: 170_052_171,
  },
  lookalikes: [
    pythonVersion(
      ['cifar-10-batches-py', 'cifar-10-python.tar.gz', 'data_batch_1'],
      'cifar-10-binary.tar.gz',
      "for each file, import pickle, numpy as np; d = pickle.load(open('data_batch_1', 'rb'), encoding='bytes'); " +
        "np.column_stack([d[b'labels'], d[b'data']]).astype(np.uint8).tofile('data_batch_1.bin')",
    ),
  ],
  members: {
    train: [1, 2, 3, 4, 5].map(i => `data_batch_${i}.bin`),
    test: ['test_batch.bin'],
  },
};

const CLASS_NAMES = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ');

/**
 * CIFAR-10: 50,000 training and 10,000 test photographs in ten classes, 32 × 32 × 3. Options, places and errors as
 * for `mnist`. A folder may hold the published record files, the archive, or `train.bin` and `test.bin` with the
 * same records, plain or .gz.
 *
 * Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.
 *
 * @example
 * const photographs = await cifar10({ split: 'train', limit: 10_000, balanced: true });
 */
export function cifar10(options: LoadOptions = {}): Promise<LabeledImages> {
  const labels = { labelBytes: 1, labelAt: 0, classNames: CLASS_NAMES } as const;
  return loadCifarDataset('cifar10', CIFAR10, labels, options);
}

import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import { DatasetUnavailableError } from '../src/files/datasetErrors.js';
import { cifar10 } from './cifar10.js';
import { cifar100 } from './cifar100.js';
import { fashionMnist, kmnist, mnist } from './idxDatasets.js';
import type { LabeledImages } from './labeledImages.js';
import type { LoadOptions } from './loadOptions.js';
import { syntheticDigits } from './syntheticDigits.js';

/** The datasets that are read from files, by name. */
export const FILE_DATASETS = { mnist, fashionMnist, kmnist, cifar10, cifar100 } as const;

export interface LoadOrSynthesizeOptions extends LoadOptions {
  /** Dataset that is wanted. Default: `mnist`. */
  dataset?: keyof typeof FILE_DATASETS;
  /** Called with the reason if synthetic digits are used instead. */
  onFallback?: (reason: DatasetUnavailableError) => void;
}

const SYNTHETIC_SAMPLES = { train: 10_000, test: 2_000 };

/**
 * The wanted dataset, or {@link syntheticDigits} if its files are not available: `source` says which.
 * Damaged files are still an error.
 *
 * Options as for `mnist`; `retries` (1), `connectTimeoutMs` (3,000) and `stallTimeoutMs` (10,000) have defaults that
 * give up sooner. The synthetic test set differs from the training set. Without `limit`, 10,000 images stand in
 * for the training set and 2,000 for the test set. They are 28 × 28 × 1 whatever `dataset` is: build the model for
 * `data.shape`.
 *
 * @example
 * const data = await loadOrSynthesize({ limit: 4000, balanced: true, seed: 1 });
 * console.log(data.name, data.source);
 */
export async function loadOrSynthesize(options: LoadOrSynthesizeOptions = {}): Promise<LabeledImages> {
  requireOptions('loadOrSynthesize', 'options', 'an object, or left out', options);
  const { dataset = 'mnist', onFallback, ...load } = options;
  const known = Object.keys(FILE_DATASETS);
  requireArgument(
    known.includes(dataset),
    'loadOrSynthesize',
    'dataset',
    `one of ${known.join(', ')}`,
    dataset,
  );
  // Short limits, since there is a substitute: if you are offline, this takes at most some ten seconds.
  const { retries = 1, connectTimeoutMs = 3_000, stallTimeoutMs = 10_000 } = load;
  try {
    return await FILE_DATASETS[dataset]({ ...load, retries, connectTimeoutMs, stallTimeoutMs });
  } catch (error) {
    if (!(error instanceof DatasetUnavailableError)) throw error;
    onFallback?.(error);
    const { split = 'train', seed = 1, limit = SYNTHETIC_SAMPLES[split] } = load;
    const digits = syntheticDigits({ samples: limit, seed: split === 'train' ? seed : `${seed}/${split}` });
    return { ...digits, name: `${digits.name}/${split}` };
  }
}

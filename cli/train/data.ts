import {
  cifar10,
  classCounts,
  type DownloadProgress,
  fashionMnist,
  kmnist,
  type LabeledImages,
  loadOrSynthesize,
  longTailed,
  mnist,
  syntheticDigits,
} from '../../datasets/index.js';
import { InputError } from '../../src/base/inputError.js';
import type { DemoOptions } from './options.js';

/** The training images: from the data folder, the cache or a download; synthetic digits if no data set was requested. */
export async function trainingImages(options: DemoOptions): Promise<LabeledImages> {
  const { imbalance, samples, seed } = options;
  if (imbalance === 1) return withAllClasses(await balancedImages(options, samples));
  // A long tail of that total is cut from a balanced set whose classes all have the size of the largest.
  const largest = largestClass(samples, imbalance, CLASSES);
  try {
    const pool = await balancedImages(options, largest * CLASSES);
    return withAllClasses(longTailed(pool, { ratio: imbalance, largest, seed }));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(
      `--imbalance ${imbalance} with --samples ${samples} needs ${largest} images of a class: ${reason}`,
    );
  }
}

/** The same for every data set that the demo trains on. */
const CLASSES = 10;

function withAllClasses(images: LabeledImages): LabeledImages {
  if (classCounts(images).every(count => count > 0)) return images;
  throw new InputError(`--samples must give every class an image, received ${images.labels.length} in all`);
}

async function balancedImages(options: DemoOptions, limit: number): Promise<LabeledImages> {
  const { dataset, datasetAsked, dataDir, seed } = options;
  const load = {
    split: 'train',
    limit,
    balanced: true,
    seed,
    onProgress: showProgress,
    ...(dataDir !== undefined && { dataDir }),
  } as const;
  if (dataset === 'synthetic') return syntheticDigits({ samples: limit, seed, balanced: true });
  if (dataset === 'cifar10') return cifar10(load);
  if (dataset === 'fashion') return fashionMnist(load);
  if (dataset === 'kmnist') return kmnist(load);
  return datasetAsked
    ? mnist(load)
    : loadOrSynthesize({
        ...load,
        onFallback: () => console.log('MNIST cannot be had here (no data folder, cache or network).'),
      });
}

/** n_max such that Σ_k n_max·ratio^(−k/(K−1)) ≈ total. */
function largestClass(total: number, ratio: number, classes: number): number {
  const shares = Array.from({ length: classes }, (_, k) => ratio ** (-k / (classes - 1)));
  return Math.max(1, Math.round(total / shares.reduce((sum, share) => sum + share, 0)));
}

/** One line that overwrites itself, on a terminal. */
function showProgress({ file, received, total }: DownloadProgress): void {
  if (!process.stderr.isTTY) return;
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const done = received === total ? '\n' : '';
  process.stderr.write(
    `\r\x1b[Kdownload ${file}  ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ''} MB${done}`,
  );
}

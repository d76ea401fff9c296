import {
  cifar10,
  fashionMnist,
  kmnist,
  type LabelledImages,
  loadOrSynthesize,
  longTailed,
  mnist,
  syntheticDigits,
} from 'tfjs-neural-collapse/datasets';
import type { DemoOptions } from './options.js';

/** The training images: from the data folder, the cache or a download; synthetic digits if nothing else was asked for. */
export async function trainingImages(options: DemoOptions, samples: number): Promise<LabelledImages> {
  if (options.imbalance === 1) return balancedImages(options, samples);
  // A long tail of that total is cut from a larger balanced set, whose classes bound the largest class.
  const pool = await balancedImages(options, samples * 3);
  const largest = largestClass(samples, options.imbalance, pool.numClasses);
  return longTailed(pool, { ratio: options.imbalance, largest, seed: options.seed });
}

async function balancedImages(options: DemoOptions, limit: number): Promise<LabelledImages> {
  const { dataset, datasetAsked, dataDir, seed } = options;
  const load = {
    split: 'train',
    limit,
    balanced: true,
    seed,
    ...(dataDir !== undefined && { dataDir }),
  } as const;
  if (dataset === 'synthetic') return syntheticDigits({ samples: limit, seed });
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

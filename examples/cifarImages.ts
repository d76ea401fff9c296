import {
  classCounts,
  type LabeledImages,
  loadOrSynthesize,
  syntheticDigits,
} from 'tfjs-neural-collapse/datasets';
import { UsageError } from './commandLine.js';

/** Which images an example looks at. */
export interface CifarChoice {
  readonly split: 'train' | 'test';
  readonly samples: number;
  readonly seed: number;
  /** Undefined: `TFJS_NC_DATA_DIR`, the cache, a download */
  readonly dataDir: string | undefined;
  readonly synthetic: boolean;
}

/**
 * Balanced CIFAR-10 images; synthetic digits if CIFAR-10 is not available, or if they are requested.
 *
 * @throws UsageError if a class would have no image
 */
export async function cifarImages(choice: CifarChoice): Promise<LabeledImages> {
  const { split, samples, seed, dataDir, synthetic } = choice;
  const images = synthetic
    ? syntheticDigits({ samples, seed: `${seed}/${split}` })
    : await loadOrSynthesize({
        dataset: 'cifar10',
        split,
        limit: samples,
        balanced: true,
        seed,
        ...(dataDir !== undefined && { dataDir }),
      });
  if (classCounts(images).every(n => n > 0)) return images;
  throw new UsageError(
    `${samples} ${split} images do not give every one of ${images.numClasses} classes one`,
  );
}

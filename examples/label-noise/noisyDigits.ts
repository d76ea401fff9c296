import { type LabeledImages, loadOrSynthesize, syntheticDigits } from 'tfjs-neural-collapse/datasets';
import { drawPositions, randomInteger } from '../random.js';
import type { LabelNoiseOptions } from './options.js';

/** Balanced MNIST training images; synthetic digits if MNIST is not available, or if they are requested. */
export function digits(
  { synthetic, dataDir }: Pick<LabelNoiseOptions, 'synthetic' | 'dataDir'>,
  samples: number,
  seed: number,
): Promise<LabeledImages> | LabeledImages {
  if (synthetic) return syntheticDigits({ samples, seed, balanced: true });
  const folder = dataDir !== undefined && { dataDir };
  return loadOrSynthesize({ split: 'train', limit: samples, balanced: true, seed, ...folder });
}

/** Images some of whose labels are wrong, and which. */
export interface NoisyImages {
  readonly images: LabeledImages;
  /** Positions with a wrong label, ascending */
  readonly flipped: readonly number[];
}

export interface FlipLabelsOptions {
  /** Share of the samples to give a wrong label, in (0, 1); rounded to whole samples, at least one */
  readonly fraction: number;
  readonly seed: number | string;
}

/**
 * Symmetric label noise: samples drawn without replacement, each moved to one of the K − 1 other classes with equal
 * probability. The labels are copied, the images shared.
 */
export function flipLabels(images: LabeledImages, { fraction, seed }: FlipLabelsOptions): NoisyImages {
  if (!(fraction > 0 && fraction < 1)) {
    throw new RangeError(`flipLabels: fraction must be a number between 0 and 1, received ${fraction}`);
  }
  const { numClasses } = images;
  const labels = Int32Array.from(images.labels);
  const count = Math.max(1, Math.round(fraction * labels.length));
  const flipped = drawPositions(labels.length, count, `${seed}:which`).sort((a, b) => a - b);
  const integer = randomInteger(`${seed}:to`);
  for (const i of flipped) labels[i] = (labels[i]! + 1 + integer(numClasses - 1)) % numClasses;
  const name = `${images.name}, ${count} labels flipped`;
  return { images: { ...images, name, labels }, flipped };
}

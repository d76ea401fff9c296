import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LabeledImages } from 'tfjs-neural-collapse/datasets';

/** Embeddings on the device, with their labels. */
export interface EmbeddedImages {
  /** [N, d] */
  readonly features: Tensor2D;
  /** [N] int32 */
  readonly labels: Tensor1D;
  readonly classes: number;
  /** Positions of the samples of each class */
  readonly positions: readonly number[][];
}

/** Puts embeddings beside the labels of their images; disposes nothing. */
export function embeddedImages(features: Tensor2D, { labels, numClasses }: LabeledImages): EmbeddedImages {
  const positions = Array.from({ length: numClasses }, (): number[] => []);
  for (const [i, label] of labels.entries()) positions[label]!.push(i);
  return { features, labels: tf.tensor1d(labels, 'int32'), classes: numClasses, positions };
}

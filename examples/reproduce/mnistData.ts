import {
  type DatasetTensors,
  type LabeledImages,
  mnist,
  type ToTensorsOptions,
  toTensors,
} from 'tfjs-neural-collapse/datasets';
import type { RunOptions } from './experiment.js';

/** Balanced MNIST training images. */
export function mnistImages(samples: number, { dataDir, seed }: RunOptions): Promise<LabeledImages> {
  return mnist({
    split: 'train',
    limit: samples,
    balanced: true,
    seed,
    ...(dataDir !== undefined && { dataDir }),
  });
}

/** {@link mnistImages} on the device. */
export async function mnistTensors(
  samples: number,
  options: RunOptions,
  { encode }: ToTensorsOptions = {},
): Promise<DatasetTensors> {
  return toTensors(await mnistImages(samples, options), { encode });
}

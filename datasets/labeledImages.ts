import { requireArgument } from '../src/base/argumentError.js';

/**
 * Labeled images in host memory, one byte per channel value: what every loader and generator of this folder
 * returns and every view takes.
 */
export interface LabeledImages {
  /** Name of the dataset and split, e.g. `mnist/train`. */
  readonly name: string;
  /** Where the images came from, for people: `data folder …`, `cache …`, `download …` or `generated, seed 1`. */
  readonly source: string;
  /** N·h·w·c channel values 0..255, sample by sample, each in row, column, channel order. */
  readonly images: Uint8Array;
  /** N class numbers in [0, numClasses). */
  readonly labels: Int32Array;
  /** [height, width, channels] of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** K */
  readonly numClasses: number;
  /** numClasses names, in the order of the class numbers. */
  readonly classNames: readonly string[];
}

/** Bytes of one image, h·w·c. */
export function bytesPerImage({ shape }: Pick<LabeledImages, 'shape'>): number {
  return shape[0] * shape[1] * shape[2];
}

/** Throws unless `data` is consistent: lengths that fit together, labels in range. */
export function requireLabeledImages(where: string, data: LabeledImages): void {
  requireArgument(data?.images instanceof Uint8Array, where, 'data', 'labeled images', data);
  const { labels, images, numClasses } = data;
  const expected = labels.length * bytesPerImage(data);
  requireArgument(
    images.length === expected,
    where,
    'data.images',
    `${labels.length} images of shape [${data.shape.join(', ')}], ${expected} bytes`,
    images,
  );
  const outside = labels.findIndex(label => !(label >= 0 && label < numClasses));
  if (outside !== -1)
    requireArgument(false, where, `data.labels[${outside}]`, `in [0, ${numClasses})`, labels[outside]);
}

/** Number of samples of each class. */
export function classCounts({ labels, numClasses }: Pick<LabeledImages, 'labels' | 'numClasses'>): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

/** The images and labels at `indices`, copied in the order given. */
export function takeSamples(data: LabeledImages, indices: ArrayLike<number>): LabeledImages {
  const stride = bytesPerImage(data);
  const images = new Uint8Array(indices.length * stride);
  const labels = new Int32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]!;
    images.set(data.images.subarray(from * stride, (from + 1) * stride), i * stride);
    labels[i] = data.labels[from]!;
  }
  return { ...data, images, labels };
}

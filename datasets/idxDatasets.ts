import { createHash } from 'node:crypto';
import { DatasetFileError } from '../src/files/datasetErrors.js';
import { readFileBytes } from '../src/files/regularFile.js';
import type { DatasetFiles } from './files/datasetFiles.js';
import { obtainFiles } from './files/obtainFiles.js';
import { readBytes } from './formats/readBytes.js';
import { FASHION_MNIST, IDX_DATASETS, type IdxDataset, KMNIST, MNIST } from './idxSources.js';
import type { LabeledImages } from './labeledImages.js';
import { type LoadOptions, requireLoadOptions } from './loadOptions.js';
import { subsample } from './subsample.js';

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
export function mnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('mnist', MNIST, options);
}

/**
 * Fashion-MNIST: 60,000 training and 10,000 test images of clothing in ten classes, 28 × 28 × 1. Options, places
 * and errors as for `mnist`.
 *
 * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning
 * Algorithms", arXiv:1708.07747.
 *
 * @example
 * const shirts = await fashionMnist({ split: 'test', dataDir: 'data' });
 */
export function fashionMnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('fashionMnist', FASHION_MNIST, options);
}

/**
 * Kuzushiji-MNIST: 60,000 training and 10,000 test images of cursive Japanese characters in ten classes,
 * 28 × 28 × 1. Options, places and errors as for `mnist`.
 *
 * Source: Clanuwat et al., "Deep Learning for Classical Japanese Literature", arXiv:1812.01718.
 *
 * @example
 * const characters = await kmnist({ split: 'train', limit: 5000, balanced: true });
 */
export function kmnist(options: LoadOptions = {}): Promise<LabeledImages> {
  return loadIdxDataset('kmnist', KMNIST, options);
}

const SIDE = 28;

const LOOKALIKES = [
  {
    names: [
      'mnist.npz',
      'mnist_train.csv',
      'fashion-mnist_train.csv',
      'mnist.pkl.gz',
      'kmnist-train-imgs.npz',
    ],
    is: 'another form of such data, which is not read: get the four files *-ubyte.gz',
  },
];

/** The files of one split: images, labels. */
function filesOf(dataset: IdxDataset, split: 'train' | 'test'): DatasetFiles {
  const stem = split === 'train' ? 'train' : 't10k';
  const files = [`${stem}-images-idx3-ubyte`, `${stem}-labels-idx1-ubyte`];
  const remote = files.map(name => ({ name: `${name}.gz`, ...dataset.sums[`${name}.gz`]! }));
  // Some copies have a dot where the published names have a dash.
  const layout = { files: files.map(name => [name, name.replace('-idx', '.idx')]) };
  return { ...dataset, layouts: [layout], remote, lookalikes: LOOKALIKES };
}

/**
 * Throws if the labels are those of another dataset with the same file names. Only copies whose sums are known are
 * recognized: of MNIST any, of the others the published .gz.
 */
async function requireOwnLabels(dataset: IdxDataset, labelsFile: string, content: Uint8Array): Promise<void> {
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const found = [sha256(content), sha256(await readFileBytes(labelsFile))];
  const other = IDX_DATASETS.find(
    ({ id, sums }) => id !== dataset.id && Object.values(sums).some(sum => found.includes(sum.sha256)),
  );
  if (other !== undefined)
    throw new DatasetFileError(labelsFile, `labels of ${dataset.title}`, `the labels of ${other.title}`);
}

async function readSplit(dataset: IdxDataset, paths: string[]) {
  const [imagesFile, labelsFile] = paths as [string, string];
  const [imageBytes, labelBytes] = await Promise.all([readBytes(imagesFile), readBytes(labelsFile)]);
  await requireOwnLabels(dataset, labelsFile, labelBytes);
  const { dimensions, values: images } = parseIdx(imageBytes, 3, imagesFile);
  const [count, height, width] = dimensions as [number, number, number];
  if (height !== SIDE || width !== SIDE)
    throw new DatasetFileError(imagesFile, `images of ${SIDE} × ${SIDE}`, `${height} × ${width}`);
  const labels = Int32Array.from(parseIdx(labelBytes, 1, labelsFile).values);
  if (labels.length !== count)
    throw new DatasetFileError(labelsFile, `${count} labels, one per image`, `${labels.length} labels`);
  const numClasses = dataset.classNames.length;
  const outside = labels.findIndex(label => label >= numClasses);
  if (outside !== -1)
    throw new DatasetFileError(
      labelsFile,
      `labels in [0, ${numClasses})`,
      `label ${labels[outside]} at ${outside}`,
    );
  return { images, labels };
}

/** Loads a split of `dataset`; `where` is the public function's name in errors. */
export async function loadIdxDataset(
  where: string,
  dataset: IdxDataset,
  options: LoadOptions,
): Promise<LabeledImages> {
  requireLoadOptions(where, options);
  const { split = 'train', limit, balanced, seed } = options;
  const { paths, source } = await obtainFiles(where, filesOf(dataset, split), options);
  const { classNames, id } = dataset;
  const data: LabeledImages = {
    name: `${id}/${split}`,
    source,
    ...(await readSplit(dataset, paths)),
    shape: [SIDE, SIDE, 1],
    classNames,
    numClasses: classNames.length,
  };
  return limit === undefined && !balanced ? data : subsample(data, { limit, balanced, seed });
}

/** What an idx file of unsigned bytes holds. */
export interface IdxBytes {
  dimensions: number[];
  /** A view of the file's bytes, not a copy. */
  values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/**
 * Parses an idx file of unsigned bytes (the format of MNIST): two zero bytes, the element type, the rank, `rank`
 * big-endian 32-bit dimensions, then the values. The file's length must match the header exactly.
 *
 * Throws {@link DatasetFileError} naming `file`.
 */
export function parseIdx(bytes: Uint8Array, rank: number, file: string): IdxBytes {
  const headerLength = 4 + 4 * rank;
  if (bytes.length < headerLength)
    throw new DatasetFileError(file, `at least ${headerLength} bytes of idx header`, `${bytes.length} bytes`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerLength);
  const magic = header.getUint32(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | rank;
  if (magic !== expectedMagic)
    throw new DatasetFileError(file, `idx magic number ${hex(expectedMagic)}`, hex(magic));
  const dimensions = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i));
  // Compared with what is there before anything is made of it: a header can claim up to 2^96 values.
  const expectedLength = headerLength + dimensions.reduce((product, n) => product * n, 1);
  if (bytes.length !== expectedLength) {
    const claimed = `${expectedLength} bytes for dimensions ${dimensions.join(' × ')}`;
    throw new DatasetFileError(file, claimed, `${bytes.length} bytes`);
  }
  return { dimensions, values: bytes.subarray(headerLength) };
}

const hex = (value: number) => `0x${value.toString(16).padStart(8, '0')}`;

import { DatasetFileError } from '../src/files/datasetErrors.js';
import type { DatasetFiles, FoundFiles, Lookalike, RemoteFile } from './files/datasetFiles.js';
import { obtainFiles } from './files/obtainFiles.js';
import { readBytes } from './formats/readBytes.js';
import { readTarMembers } from './formats/tarMembers.js';
import type { LabeledImages } from './labeledImages.js';
import { type LoadOptions, requireLoadOptions } from './loadOptions.js';
import { subsample } from './subsample.js';

/** A dataset in the CIFAR binary format. */
export interface CifarDataset {
  id: string;
  title: string;
  folders: readonly string[];
  mirrors: readonly string[];
  archive: RemoteFile;
  lookalikes: readonly Lookalike[];
  /** Names of a split's record files in the archive. */
  members: Readonly<Record<'train' | 'test', readonly string[]>>;
}

/** The version for Python, which most tutorials use: the same numbers in pickles, which can run code. */
export function pythonVersion(names: readonly string[], archive: string, convert: string): Lookalike {
  const is = `the version for Python (pickles), which is not read: get ${archive}, or convert it: ${convert}`;
  return { names, is };
}

/** Which label of a record is wanted, and the names of its classes. */
export type CifarLabels = Omit<CifarRecordLayout, 'numClasses'> & { classNames: readonly string[] };

function filesOf(dataset: CifarDataset, split: 'train' | 'test'): DatasetFiles {
  const members = dataset.members[split];
  const layouts = [
    { files: members.map(name => [name]) },
    { files: [[`${split}.bin`]] },
    { files: [[dataset.archive.name]], members },
  ];
  return { ...dataset, layouts, remote: [dataset.archive] };
}

/** The record files of a split, each with its name for errors. */
async function recordFiles({ layout, paths }: FoundFiles): Promise<{ file: string; bytes: Uint8Array }[]> {
  if (layout.members === undefined)
    return Promise.all(paths.map(async file => ({ file, bytes: await readBytes(file) })));
  const archive = paths[0]!;
  const members = await readTarMembers(archive, layout.members);
  return members.map((bytes, i) => ({ file: `${archive}/${layout.members![i]}`, bytes }));
}

function concatenate<T extends Uint8Array | Int32Array>(parts: T[], make: (length: number) => T): T {
  if (parts.length === 1) return parts[0]!;
  const whole = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Loads a split of `dataset`; `where` is the public function's name in errors. */
export async function loadCifarDataset(
  where: string,
  dataset: CifarDataset,
  { classNames, ...layout }: CifarLabels,
  options: LoadOptions,
): Promise<LabeledImages> {
  requireLoadOptions(where, options);
  const { split = 'train', limit, balanced, seed } = options;
  const { source, ...found } = await obtainFiles(where, filesOf(dataset, split), options);
  const numClasses = classNames.length;
  const parts = (await recordFiles(found)).map(({ file, bytes }) =>
    parseCifarRecords(bytes, { ...layout, numClasses }, file),
  );
  const data: LabeledImages = {
    name: `${dataset.id}/${split}`,
    source,
    images: concatenate(
      parts.map(({ images }) => images),
      length => new Uint8Array(length),
    ),
    labels: concatenate(
      parts.map(({ labels }) => labels),
      length => new Int32Array(length),
    ),
    shape: CIFAR_SHAPE,
    classNames,
    numClasses,
  };
  return limit === undefined && !balanced ? data : subsample(data, { limit, balanced, seed });
}

/** How a CIFAR file's records are laid out: label bytes, then 3,072 pixel bytes. */
export interface CifarRecordLayout {
  /** 1 for CIFAR-10; 2 for CIFAR-100 (coarse, fine). */
  labelBytes: 1 | 2;
  /** Which of the label bytes is wanted. */
  labelAt: 0 | 1;
  numClasses: number;
}

const SIDE = 32;
const PLANE = SIDE * SIDE;
const PIXELS = 3 * PLANE;
export const CIFAR_SHAPE = [SIDE, SIDE, 3] as const;

/**
 * Parses CIFAR binary records: per record the label byte or bytes, then the red, green and blue plane of a 32 × 32
 * image. Planes become interleaved channels (row, column, channel).
 *
 * Throws {@link DatasetFileError} naming `file`.
 */
export function parseCifarRecords(
  bytes: Uint8Array,
  { labelBytes, labelAt, numClasses }: CifarRecordLayout,
  file: string,
): { images: Uint8Array; labels: Int32Array } {
  const record = labelBytes + PIXELS;
  if (bytes.length === 0 || bytes.length % record !== 0)
    throw new DatasetFileError(file, `a multiple of ${record} bytes per record`, `${bytes.length} bytes`);
  const count = bytes.length / record;
  const images = new Uint8Array(count * PIXELS);
  const labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = bytes[i * record + labelAt]!;
    if (label >= numClasses)
      throw new DatasetFileError(file, `labels in [0, ${numClasses})`, `label ${label} in record ${i}`);
    labels[i] = label;
    interleavePlanes(bytes, i * record + labelBytes, images, i * PIXELS);
  }
  return { images, labels };
}

function interleavePlanes(from: Uint8Array, at: number, into: Uint8Array, to: number): void {
  for (let p = 0; p < PLANE; p++) {
    into[to + 3 * p] = from[at + p]!;
    into[to + 3 * p + 1] = from[at + PLANE + p]!;
    into[to + 3 * p + 2] = from[at + 2 * PLANE + p]!;
  }
}

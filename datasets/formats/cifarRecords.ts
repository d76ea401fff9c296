import { DatasetFileError } from '../../src/files/datasetErrors.js';

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

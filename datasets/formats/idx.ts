import { DatasetFileError } from '../../src/files/datasetErrors.js';

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

import { createRequire } from 'node:module';

/**
 * Loaded by the first record: on a platform without a binary for it, or where npm left the binary out, one sink fails and
 * is reported, instead of the import of everything.
 */
const require = createRequire(import.meta.url);
let library: typeof import('@node-rs/crc32') | undefined;

/** Added to the rotated checksum, so that a checksum of data that holds checksums is not weak. */
const MASK_DELTA = 0xa282ead8;

/**
 * The checksum of TFRecord files: ((c >>> 15) | (c << 17)) + 0xa282ead8 mod 2³², c the CRC-32C (Castagnoli) of the bytes.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details"
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  library ??= require('@node-rs/crc32') as typeof import('@node-rs/crc32');
  const crc = library.crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/**
 * One record of a TFRecord file, little-endian: length (uint64), checksum of the length (uint32), data, checksum of the
 * data (uint32).
 */
export function tfRecord(data: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(data.length + 16);
  framed.writeBigUInt64LE(BigInt(data.length), 0);
  framed.writeUInt32LE(maskedCrc32c(framed.subarray(0, 8)), 8);
  framed.set(data, 12);
  framed.writeUInt32LE(maskedCrc32c(data), data.length + 12);
  return framed;
}

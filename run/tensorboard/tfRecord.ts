import { closeSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import protobuf from 'protobufjs/minimal.js';
import { openRegular } from '../../src/files/regularFile.js';

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

/** An event as far as it is needed to copy it. */
export interface FoundEvent {
  readonly wallTime: number;
  readonly step: number;
  /** Whether earlier events of this step and later ones are dropped */
  readonly isStart: boolean;
  /** Each point by its tag, encoded as it was */
  readonly values: ReadonlyMap<string, Uint8Array>;
}

/**
 * The events of a file, up to its end or to what a kill has left of a record: reading stops there.
 *
 * @throws NotAFileError, or what the file system says
 */
export function readEventFile(path: string): FoundEvent[] {
  const file = openRegular(path);
  try {
    return [...records(readFileSync(file))].map(decoded);
  } finally {
    closeSync(file);
  }
}

function* records(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at + 16 <= bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (bytes.readUInt32LE(at + 8) !== maskedCrc32c(bytes.subarray(at, at + 8))) return;
    if (at + 16 + length > bytes.length) return;
    const data = bytes.subarray(at + 12, at + 12 + length);
    if (bytes.readUInt32LE(at + 12 + length) !== maskedCrc32c(data)) return;
    yield data;
    at += length + 16;
  }
}

/** Calls `visit` with the number of each field; it reads the field, or returns false to have it skipped. */
function fields(reader: protobuf.Reader, end: number, visit: (id: number) => unknown): void {
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (visit(tag >>> 3) === false) reader.skipType(tag & 7);
  }
}

function decoded(data: Uint8Array): FoundEvent {
  const reader = protobuf.Reader.create(data);
  const values = new Map<string, Uint8Array>();
  const event = { wallTime: 0, step: 0, isStart: false };
  fields(reader, reader.len, id => {
    if (id === 1) event.wallTime = reader.double();
    else if (id === 2) event.step = Number(String(reader.int64()));
    else if (id === 5) readSummary(reader.bytes(), values);
    else if (id === 7) event.isStart = isStart(reader.bytes());
    else return false;
    return true;
  });
  return { ...event, values };
}

function readSummary(bytes: Uint8Array, values: Map<string, Uint8Array>): void {
  const reader = protobuf.Reader.create(bytes);
  fields(reader, reader.len, id => {
    if (id !== 1) return false;
    const value = reader.bytes();
    values.set(tagOf(value), value);
    return true;
  });
}

function tagOf(value: Uint8Array): string {
  const reader = protobuf.Reader.create(value);
  let tag = '';
  fields(reader, reader.len, id => {
    if (id !== 1) return false;
    tag = reader.string();
    return true;
  });
  return tag;
}

function isStart(sessionLog: Uint8Array): boolean {
  const reader = protobuf.Reader.create(sessionLog);
  let status = 0;
  fields(reader, reader.len, id => {
    if (id !== 1) return false;
    status = reader.int32();
    return true;
  });
  return status === 1;
}

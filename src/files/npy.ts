import type { FileHandle } from 'node:fs/promises';
import { endianness } from 'node:os';
import { DatasetFileError, readFault } from './datasetErrors.js';
import { HEADER_BYTES, type NpyHeader, type NpyType, parseNpyHeader } from './npyHeader.js';
import { openRegularAsync } from './regularFile.js';

/** Numbers of an .npy file as an array that holds each of them exactly. */
export type NpyValues =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** The array of an .npy file. */
export interface NpyArray {
  /** As in numpy; [] for a scalar */
  readonly shape: readonly number[];
  /** numpy's type. int64 and uint64 are read as float64, float16 as float32, bool as 0 and 1. */
  readonly type: NpyType;
  /** In C order (the last index runs fastest), whatever the order in the file */
  readonly values: NpyValues;
}

/** What one Buffer can hold in every supported version of Node. */
const MAX_BYTES = 2 ** 31 - 1;

/**
 * Reads an .npy file: bool, int8 to int64, uint8 to uint64, float16 to float64, in C or Fortran order, little- or
 * big-endian, format versions 1 to 3. The header is checked against the length of the file before anything is read.
 *
 * @throws DatasetFileError naming the file, what was expected and what was found
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const handle = await opened(file);
  try {
    const { size } = await handle.stat();
    if (size > MAX_BYTES) throw new DatasetFileError(file, `at most ${MAX_BYTES} bytes`, `${size} bytes`);
    const head = await bytesOf(handle, Math.min(size, HEADER_BYTES), 0);
    const header = parseNpyHeader(head, size, file);
    return decode(await bytesOf(handle, size - header.dataOffset, header.dataOffset), header, file);
  } finally {
    await handle.close();
  }
}

/** The same for the bytes of a file; `file` is what an error names. */
export function parseNpy(bytes: Uint8Array, file: string): NpyArray {
  const header = parseNpyHeader(bytes.subarray(0, HEADER_BYTES), bytes.length, file);
  return decode(Buffer.from(bytes.subarray(header.dataOffset)), header, file);
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await openRegularAsync(file);
  } catch (cause) {
    throw readFault(file, 'a file that can be read', cause);
  }
}

/** A buffer of its own, aligned for every type. */
async function bytesOf(handle: FileHandle, length: number, position: number): Promise<Buffer> {
  const bytes = Buffer.from(new ArrayBuffer(length));
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new Error(`readNpy: the file became shorter while it was read`);
    done += bytesRead;
  }
  return bytes;
}

function decode(bytes: Buffer, header: NpyHeader, file: string): NpyArray {
  const { type, shape, fortranOrder } = header;
  const values = numbers(nativeOrder(bytes, header), type, file);
  return { shape, type, values: fortranOrder ? inCOrder(values, shape) : values };
}

/** Swaps bytes in place where file and machine differ. */
function nativeOrder(bytes: Buffer, { littleEndian, itemBytes }: NpyHeader): ArrayBuffer {
  if (littleEndian !== (endianness() === 'LE')) {
    if (itemBytes === 2) bytes.swap16();
    if (itemBytes === 4) bytes.swap32();
    if (itemBytes === 8) bytes.swap64();
  }
  const { buffer, byteOffset, byteLength } = bytes;
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
}

function numbers(buffer: ArrayBuffer, type: NpyType, file: string): NpyValues {
  switch (type) {
    case 'bool':
      return new Uint8Array(buffer).map(x => Number(x !== 0));
    case 'int8':
      return new Int8Array(buffer);
    case 'int16':
      return new Int16Array(buffer);
    case 'int32':
      return new Int32Array(buffer);
    case 'uint8':
      return new Uint8Array(buffer);
    case 'uint16':
      return new Uint16Array(buffer);
    case 'uint32':
      return new Uint32Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), halfToNumber);
    case 'float32':
      return new Float32Array(buffer);
    case 'float64':
      return new Float64Array(buffer);
    case 'int64':
      return exactDoubles(new BigInt64Array(buffer), file);
    case 'uint64':
      return exactDoubles(new BigUint64Array(buffer), file);
  }
}

function exactDoubles(integers: BigInt64Array | BigUint64Array, file: string): Float64Array {
  const values = new Float64Array(integers.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = Number(integers[i]);
    if (Number.isSafeInteger(values[i])) continue;
    throw new DatasetFileError(file, '64-bit integers of at most 2^53 in magnitude', `${integers[i]}`);
  }
  return values;
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** From Fortran order (the first index runs fastest) to C order. */
function inCOrder<T extends NpyValues>(values: T, shape: readonly number[]): T {
  if (shape.length < 2) return values;
  const result = values.slice() as T;
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  let from = 0;
  for (let to = 0; to < values.length; to++) {
    result[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return result;
}

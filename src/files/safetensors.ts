import { requireArgument } from '../base/argumentError.js';

/**
 * The safetensors container: 8 bytes with the length of the header (little endian), the header in JSON, the arrays one
 * after the other (https://github.com/huggingface/safetensors). No kept JavaScript library writes it.
 */
export type NamedArray =
  | { readonly dtype: 'F64'; readonly shape: readonly number[]; readonly values: Float64Array }
  | { readonly dtype: 'F32'; readonly shape: readonly number[]; readonly values: Float32Array }
  | { readonly dtype: 'I64'; readonly shape: readonly number[]; readonly values: BigInt64Array };

/** What is in a file. */
export interface Safetensors {
  readonly arrays: Readonly<Record<string, NamedArray>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

const HEADER_LENGTH = 8;
/** A header is short; a length field beyond this is a broken file, whatever its size. */
const LONGEST_HEADER = 2 ** 20;
const ITEM_BYTES = { F64: 8, F32: 4, I64: 8 } as const;

/** Writes arrays in the order given, on a little-endian machine (all that Node runs on). */
export function toSafetensors(
  arrays: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, values }] of Object.entries(arrays)) {
    header[name] = { dtype, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // Padded with spaces, so that the arrays begin at a multiple of 8 bytes.
  const start = HEADER_LENGTH + 8 * Math.ceil(json.length / 8);
  const bytes = new Uint8Array(start + end).fill(0x20, HEADER_LENGTH, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - HEADER_LENGTH), true);
  bytes.set(json, HEADER_LENGTH);
  let at = start;
  for (const { values } of Object.values(arrays)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Reads float64, float32 and int64 arrays.
 *
 * @param where names the function in errors
 * @throws if the bytes are not a safetensors file of such arrays; lengths are checked before anything is allocated
 */
export function fromSafetensors(bytes: Uint8Array, where: string): Safetensors {
  const { header, start } = readHeader(bytes, where);
  const { __metadata__: metadata = {}, ...described } = header;
  const data = bytes.subarray(start);
  const entries = Object.entries(described).map(([name, entry]) => entryOf(name, entry, data.length, where));
  requireNoGaps(entries, data.length, where);
  const arrays = entries.map(entry => [entry.name, readArray(data, entry)] as const);
  return { arrays: Object.fromEntries(arrays), metadata: Object(metadata) };
}

function readHeader(bytes: Uint8Array, where: string): { header: Record<string, unknown>; start: number } {
  const isFile = 'a safetensors file';
  requireArgument(bytes.length >= HEADER_LENGTH, where, 'bytes', isFile, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const fits = length <= Math.min(LONGEST_HEADER, bytes.length - HEADER_LENGTH);
  requireArgument(fits, where, 'bytes', isFile, `a header of ${length} bytes in ${bytes.length}`);
  const start = HEADER_LENGTH + length;
  let header: unknown;
  try {
    header = JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEADER_LENGTH, start)),
    );
  } catch {
    // Named below.
  }
  const isObject = typeof header === 'object' && header !== null && !Array.isArray(header);
  requireArgument(isObject, where, 'bytes', isFile, 'a header that is not a JSON object');
  return { header: header as Record<string, unknown>, start };
}

/** What the header says of an array. */
interface Entry {
  readonly name: string;
  readonly dtype: NamedArray['dtype'];
  readonly shape: readonly number[];
  /** Bytes of the data */
  readonly from: number;
  readonly to: number;
}

function entryOf(name: string, entry: unknown, length: number, where: string): Entry {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Record<string, unknown>;
  const array = `array ${shown(name)}`;
  const known = dtype === 'F64' || dtype === 'F32' || dtype === 'I64';
  requireArgument(known, where, 'bytes', `a file whose ${array} is F64, F32 or I64`, dtype);
  const isShape = Array.isArray(shape) && shape.every(n => Number.isSafeInteger(n) && n >= 0);
  requireArgument(isShape, where, 'bytes', `a file whose ${array} has a shape`, shape);
  const size = (shape as number[]).reduce((product, n) => product * n, ITEM_BYTES[dtype]);
  const [from, to] = Array.isArray(offsets) ? (offsets as unknown[]) : [];
  // Numbers first: comparing anything else would run its toString.
  const isRange = Number.isSafeInteger(from) && Number.isSafeInteger(to);
  const isInside = isRange && (from as number) >= 0 && (to as number) <= length;
  const fits = isInside && (to as number) - (from as number) === size;
  requireArgument(fits, where, 'bytes', `a file with the ${size} bytes of ${array}`, offsets);
  return { name, dtype, shape: shape as number[], from: from as number, to: to as number };
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 37)}...` : name;
}

/**
 * The format asks for it, and it bounds what is asked of the memory: otherwise a header could name the same bytes a
 * thousand times.
 */
function requireNoGaps(entries: readonly Entry[], length: number, where: string): void {
  let end = 0;
  for (const { name, from, to } of [...entries].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const rule = `a file whose arrays follow one another (${shown(name)} begins at byte ${end})`;
    requireArgument(from === end, where, 'bytes', rule, from);
    end = to;
  }
  requireArgument(end === length, where, 'bytes', `a file with ${end} bytes of arrays`, `${length} bytes`);
}

function readArray(data: Uint8Array, { dtype, shape, from, to }: Entry): NamedArray {
  // A copy: typed arrays need aligned bytes. Not by slice, which gives a view of a Buffer.
  const { buffer } = new Uint8Array(data.subarray(from, to));
  const kinds = { F64: Float64Array, F32: Float32Array, I64: BigInt64Array };
  return { dtype, shape, values: new kinds[dtype](buffer) } as NamedArray;
}

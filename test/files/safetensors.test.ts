import { describe, expect, it } from 'vitest';
import { fromSafetensors, toSafetensors } from '../../src/files/safetensors.js';

const arrays = {
  means: { dtype: 'F64', shape: [2, 2], values: Float64Array.of(1, -0, Math.PI, 1e300) },
  scatter: { dtype: 'F32', shape: [3], values: Float32Array.of(0.1, 2, -3) },
  counts: { dtype: 'I64', shape: [1], values: BigInt64Array.of(2n ** 40n) },
} as const;

/** A file by the letter of the specification, from header and data. */
function file(header: unknown, data: readonly number[] = []): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const read = (bytes: Uint8Array) => fromSafetensors(bytes, 'reader');

describe('safetensors', () => {
  it('gives back what it writes, every bit', () => {
    const { arrays: found, metadata } = read(toSafetensors(arrays, { format: 'x' }));
    expect(found).toEqual(arrays);
    expect(Object.is(found.means!.values[1], -0)).toBe(true);
    expect(metadata).toEqual({ format: 'x' });
  });

  it('writes the header first, as JSON, and the arrays at multiples of 8 bytes', () => {
    const bytes = toSafetensors(arrays, {});
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(header.means).toEqual({ dtype: 'F64', shape: [2, 2], data_offsets: [0, 32] });
    expect(header.scatter).toEqual({ dtype: 'F32', shape: [3], data_offsets: [32, 44] });
    expect((8 + length) % 8).toBe(0);
  });

  it('reads a file that another program has written', () => {
    const header = { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } };
    const { arrays: found } = read(file(header, [0, 0, 128, 63, 0, 0, 0, 64]));
    expect(found.a).toEqual({ dtype: 'F32', shape: [2], values: Float32Array.of(1, 2) });
  });

  it('reads from the middle of a buffer', () => {
    const bytes = toSafetensors(arrays, {});
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(read(shifted.subarray(3)).arrays).toEqual(arrays);
  });

  const entry = (change: object) => ({ a: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...change } });
  it.each([
    ['too short', Uint8Array.of(1, 2), 'a safetensors file, received "2 bytes"'],
    [
      'a length beyond the file',
      Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 0),
      'a safetensors file',
    ],
    ['no JSON', file('{'), 'a header that is not a JSON object'],
    ['an array as header', file([]), 'a header that is not a JSON object'],
    [
      'an unknown type',
      file(entry({ dtype: 'BF16' }), [0]),
      'whose array a is F64, F32 or I64, received "BF16"',
    ],
    ['a negative size', file(entry({ shape: [-2] })), 'whose array a has a shape'],
    ['no shape', file(entry({ shape: 2 })), 'whose array a has a shape'],
    ['data beyond the end', file(entry({}), [0, 0, 0, 0]), 'with the 8 bytes of array a'],
    [
      'offsets that do not fit the shape',
      file(entry({ data_offsets: [0, 4] }), [0, 0, 0, 0]),
      '8 bytes of array a',
    ],
    ['a huge shape', file(entry({ shape: [2 ** 40] })), 'bytes of array a'],
    [
      'a gap before the array',
      file(entry({ data_offsets: [1, 9] }), Array(9).fill(0)),
      'whose arrays follow one another (a begins at byte 0), received 1',
    ],
    [
      'bytes that belong to two arrays',
      file({ ...entry({}), b: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, Array(8).fill(0)),
      'whose arrays follow one another (b begins at byte 8), received 0',
    ],
    ['bytes that belong to none', file(entry({}), Array(9).fill(0)), 'with 8 bytes of arrays'],
    ['an offset that is no number', file(entry({ data_offsets: [0, { toString: 1 }] })), 'bytes of array a'],
    ['a negative offset', file(entry({ data_offsets: [-8, 0] })), 'bytes of array a'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
    expect(() => read(bytes)).toThrow(/^reader: bytes must be/);
  });
});

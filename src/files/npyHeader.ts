import { describeValue } from '../base/describeValue.js';
import { DatasetFileError } from './datasetErrors.js';
import { describeForeign, foreignFile } from './foreignFile.js';

/** Types of numbers that are read, by numpy's type code without the byte order, and their bytes. */
const TYPES = {
  b1: ['bool', 1],
  i1: ['int8', 1],
  i2: ['int16', 2],
  i4: ['int32', 4],
  i8: ['int64', 8],
  u1: ['uint8', 1],
  u2: ['uint16', 2],
  u4: ['uint32', 4],
  u8: ['uint64', 8],
  f2: ['float16', 2],
  f4: ['float32', 4],
  f8: ['float64', 8],
} as const;

export type NpyType = (typeof TYPES)[keyof typeof TYPES][0];

/** What the header of an .npy file says. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly littleEndian: boolean;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Number of elements, the product of `shape` */
  readonly size: number;
  readonly itemBytes: number;
  /** Where the elements begin */
  readonly dataOffset: number;
}

/** Bytes from the beginning of a file that hold any header of an array of numbers; numpy's own limit is 10,000. */
export const HEADER_BYTES = 16_384;

/** numpy's own limit, since its version 2. */
const MOST_DIMENSIONS = 64;

const MAGIC = '\x93NUMPY';

/**
 * Parses the header of an .npy file, format versions 1 to 3, and compares it with the length of the file, so that
 * nothing is ever allocated for numbers that are not there.
 *
 * @param head the beginning of the file, {@link HEADER_BYTES} of it where it has so many
 * @param fileBytes length of the whole file
 * @throws DatasetFileError naming `file`, what was expected and what was found
 */
export function parseNpyHeader(head: Uint8Array, fileBytes: number, file: string): NpyHeader {
  const fail = (expected: string, found: string) => new DatasetFileError(file, expected, found);
  const magic = String.fromCharCode(...head.subarray(0, 6));
  if (magic !== MAGIC) throw fail('an .npy file, beginning with \\x93NUMPY', foundInstead(head, magic));
  const version = head[6] ?? 0;
  if (!(version >= 1 && version <= 3)) throw fail('.npy format version 1, 2 or 3', `version ${version}`);
  const lengthBytes = version === 1 ? 2 : 4;
  const textOffset = 8 + lengthBytes;
  if (head.length < textOffset) throw fail(`at least ${textOffset} bytes`, `${fileBytes} bytes`);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const textLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const dataOffset = textOffset + textLength;
  if (dataOffset > head.length) {
    const there = fileBytes > head.length ? `a header of ${textLength} bytes` : `${fileBytes} bytes`;
    throw fail(
      fileBytes > head.length ? `a header of at most ${HEADER_BYTES} bytes` : `${dataOffset} bytes of header`,
      there,
    );
  }
  const text = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(
    head.subarray(textOffset, dataOffset),
  );
  const header = { ...parseDictionary(text.trim(), fail), dataOffset };
  const expected = dataOffset + header.size * header.itemBytes;
  if (fileBytes !== expected) {
    throw fail(
      `${expected} bytes for ${header.type} of shape [${header.shape.join(', ')}]`,
      `${fileBytes} bytes`,
    );
  }
  return header;
}

function foundInstead(head: Uint8Array, magic: string): string {
  if (head.length === 0) return 'an empty file';
  const foreign = foreignFile(head);
  return foreign === undefined ? describeValue(magic) : describeForeign(foreign);
}

/** Types that people save without knowing, and what numpy makes numbers of them. */
const OTHER_TYPES: readonly [RegExp, string][] = [
  [/^V2$/, '2 bytes without a type, as numpy saves bfloat16: save H.astype(np.float32)'],
  [/^V/, 'bytes without a type'],
  [/^O/, 'Python objects: rows of different length, or None; save np.stack(H).astype(np.float32)'],
  [/^[US]/, 'text; of labels save np.unique(y, return_inverse=True)[1]'],
  [/^c/, 'complex numbers; save H.real, or H.view(np.float32)'],
  [/^f16$/, 'long doubles; save H.astype(np.float64)'],
  [/^[mM]/, 'times; save H.astype(np.int64)'],
];

function foundType(code: string, type: string): string {
  const known = OTHER_TYPES.find(([pattern]) => pattern.test(type));
  return `numpy type ${describeValue(code)}${known === undefined ? '' : `, ${known[1]}`}`;
}

type Fail = (expected: string, found: string) => DatasetFileError;

/** The Python dictionary {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }, keys in any order. */
function parseDictionary(text: string, fail: Fail): Omit<NpyHeader, 'dataOffset'> {
  const descr = /'descr'\s*:\s*(?:'([^']*)'|"([^"]*)")/.exec(text);
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape'\s*:\s*\(([^()]*)\)/.exec(text)?.[1];
  if (!descr || order === undefined || tuple === undefined) {
    throw fail("a header with one number type 'descr', 'fortran_order' and 'shape'", describeValue(text));
  }
  const code = descr[1] ?? descr[2]!;
  const [byteOrder, type] = [code[0]!, code.slice(1)];
  if (!'<>|='.includes(byteOrder) || !Object.hasOwn(TYPES, type)) {
    throw fail('bool, int, uint or float numbers of 8 to 64 bits', foundType(code, type));
  }
  const [name, itemBytes] = TYPES[type as keyof typeof TYPES];
  const shape = parseShape(tuple, fail);
  return {
    type: name,
    // '=' would be the byte order of the writer, which numpy never writes; little is what nearly all machines have.
    littleEndian: byteOrder !== '>',
    fortranOrder: order === 'True',
    shape,
    size: shape.reduce((product, n) => product * n, 1),
    itemBytes,
  };
}

/** '3, 4' or '3,' or '' (a scalar); Python 2 wrote '3L'. */
function parseShape(tuple: string, fail: Fail): number[] {
  const parts = tuple.split(',').map(part => part.trim());
  if (parts.at(-1) === '') parts.pop();
  if (parts.length > MOST_DIMENSIONS) {
    throw fail(`at most ${MOST_DIMENSIONS} dimensions`, `${parts.length} dimensions`);
  }
  if (!parts.every(part => /^\d{1,15}L?$/.test(part)))
    throw fail('a shape of whole numbers', describeValue(`(${tuple})`));
  return parts.map(part => Number.parseInt(part, 10));
}

import { basename, extname } from 'node:path';
import { argumentError, requireArgument, requireOptions } from '../src/base/argumentError.js';
import { describeValue } from '../src/base/describeValue.js';
import type { ClassEncoding } from '../src/encodings/classEncoding.js';
import { type CodeNames, requireRows } from '../src/encodings/codeMatrix.js';
import { encodingOfCodes, encodingOfMatrix } from '../src/encodings/encodingFromCodes.js';
import { DatasetFileError, readFault } from '../src/files/datasetErrors.js';
import { describeForeign, foreignFileAt } from '../src/files/foreignFile.js';
import { readNpy } from '../src/files/npy.js';
import { readFileBytes } from '../src/files/regularFile.js';
import { Matrix } from '../src/linalg/dense.js';

/** Options of {@link encodingFromFile}. */
export interface EncodingFileOptions {
  /** Whether the rows of the file are the codes (K×c, default) or the file is the matrix E, its columns the codes (c×K). */
  readonly layout?: 'codes' | 'matrix';
  /** For a JSON object of name → code, e.g. word vectors: which names are the classes, in class order. Default: all. */
  readonly classNames?: readonly string[];
  /** Default: what the numbers are recognized as, else the name of the file. */
  readonly name?: string;
}

/**
 * An encoding from a file.
 * - `.npy`: a two-dimensional array
 * - `.json`: a list of rows, or an object of class name → code
 *
 * @throws DatasetFileError if the file does not hold what it should; an argument error if the codes cannot be used
 * @example
 * const encoding = await encodingFromFile('word-vectors.json', { classNames: ['cat', 'dog', 'truck'] });
 */
export async function encodingFromFile(
  file: string,
  options: EncodingFileOptions = {},
): Promise<ClassEncoding> {
  const where = 'encodingFromFile';
  requireOptions(where, 'options', 'an object, or left out', options);
  const layout = options.layout === undefined ? 'codes' : options.layout;
  const known = layout === 'codes' || layout === 'matrix';
  requireArgument(known, where, 'layout', "'codes' or 'matrix'", layout);
  const rows = await readRows(file, options.classNames);
  const make = (name: string | undefined) => encodingOfRows(rows, name, file, layout);
  const encoding = make(options.name);
  // A second look instead of a copy with another name: methods are on the prototype.
  return encoding.name === 'custom' && options.name === undefined ? make(basename(file)) : encoding;
}

function encodingOfRows(
  rows: readonly unknown[],
  name: string | undefined,
  file: string,
  layout: 'codes' | 'matrix',
): ClassEncoding {
  const where = 'encodingFromFile';
  const codes: CodeNames = { where, all: `codes in ${file}`, one: k => `code ${k} in ${file}` };
  if (layout === 'codes') return encodingOfCodes(rows, name, codes);
  requireArgument(rows.length > 0, where, `the matrix in ${file}`, 'c rows of K numbers (c×K)', rows);
  const matrixRows = requireRows(rows, { ...codes, one: j => `row ${j} in ${file}` });
  return encodingOfMatrix(new Matrix(matrixRows), name, codes);
}

async function readRows(file: string, classNames: readonly string[] | undefined): Promise<number[][]> {
  const ending = extname(String(file)).toLowerCase();
  if (ending === '.json') return rowsOfJson(await parsedJson(file), file, classNames);
  if (ending !== '.npy') {
    const foreign = await foreignFileAt(file);
    if (foreign !== undefined)
      throw new DatasetFileError(file, 'a .json or .npy file', describeForeign(foreign));
    throw argumentError('encodingFromFile', 'file', 'a .json or .npy file', file);
  }
  const names = classNames === undefined;
  requireArgument(names, 'encodingFromFile', 'classNames', 'left out for .npy files', classNames);
  const { shape, values } = await readNpy(file);
  const [rows = 0, columns = 0] = shape;
  const found = `shape [${shape.join(', ')}]`;
  if (shape.length !== 2) throw new DatasetFileError(file, 'a two-dimensional array', found);
  // Without columns a file of no numbers can claim any number of rows.
  if (rows * columns === 0) throw new DatasetFileError(file, 'at least one row and one column', found);
  return Array.from({ length: rows }, (_, i) => Array.from(values.subarray(i * columns, (i + 1) * columns)));
}

async function parsedJson(file: string): Promise<unknown> {
  try {
    return JSON.parse((await readFileBytes(file)).toString('utf8'));
  } catch (cause) {
    throw readFault(file, 'a readable JSON file', cause);
  }
}

function rowsOfJson(json: unknown, file: string, classNames: readonly string[] | undefined): number[][] {
  if (Array.isArray(json)) {
    const absent = classNames === undefined;
    requireArgument(absent, 'encodingFromFile', 'classNames', 'left out for a list of codes', classNames);
    return json.map((row, i) => checkedRow(row, `row ${i}`, file));
  }
  if (json === null || typeof json !== 'object') {
    throw new DatasetFileError(file, 'a list of codes or an object of name → code', typeof json);
  }
  const codes = json as Record<string, unknown>;
  const names = classNames === undefined ? Object.keys(codes) : classNames;
  return names.map(name => {
    if (!Object.hasOwn(codes, name))
      throw new DatasetFileError(file, `a code for ${describeValue(name)}`, 'none');
    return checkedRow(codes[name], describeValue(name), file);
  });
}

function checkedRow(row: unknown, what: string, file: string): number[] {
  if (Array.isArray(row) && row.every(x => typeof x === 'number')) return row;
  throw new DatasetFileError(file, `a list of numbers as ${what}`, describeValue(row));
}

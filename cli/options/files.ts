import { resolve } from 'node:path';
import { encodingFromFile } from '../../datasets/encodingFromFile.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { type NpyArray, readNpy } from '../../src/files/npy.js';
import { asInput, requireOption } from './values.js';

/** A two-dimensional array of a file, in C order. */
export interface Table {
  readonly values: NpyArray['values'];
  readonly rows: number;
  readonly columns: number;
}

/** Reads the .npy file that an option names. */
export function readArrayFile(option: string, file: string, cwd: string): Promise<NpyArray> {
  return asInput(`--${option}`, () => readNpy(resolve(cwd, file)));
}

/** The array as a table; `requirement` says what its shape must be. */
export function tableOf(option: string, requirement: string, { shape, values }: NpyArray): Table {
  const [rows = 0, columns = 0] = shape;
  const isTable = shape.length === 2 && rows > 0 && columns > 0;
  requireOption(isTable, option, requirement, `shape (${shape.join(', ')})`);
  return { values, rows, columns };
}

/** Reads the encoding from the file that an option names. */
export function readEncodingFile(option: string, file: string, cwd: string): Promise<ClassEncoding> {
  return asInput(`--${option}`, () => encodingFromFile(resolve(cwd, file)));
}

import { absent } from '../../src/base/absent.js';
import { InputError } from '../../src/base/inputError.js';
import { OUTPUT_LINKS } from '../../src/encodings/decodeOptions.js';
import { UNLABELED } from '../../src/encodings/decodeTargets.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import type { NpyArray } from '../../src/files/npy.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import type { ArrayInputs } from '../../src/measureArrays.js';
import type { Head } from '../../src/metrics/head.js';
import { type EncodingRequest, encodingOptions, readEncoding } from '../options/encoding.js';
import { readArrayFile, type Table, tableOf } from '../options/files.js';
import { optionError, readChoice, requireOption } from '../options/values.js';

export const measureOptions = {
  features: { type: 'string' },
  labels: { type: 'string' },
  kernel: { type: 'string' },
  bias: { type: 'string' },
  link: { type: 'string' },
  ood: { type: 'string' },
  weighting: { type: 'string' },
  backend: { type: 'string' },
  ...encodingOptions,
} as const;

export type MeasureValues = { [K in keyof typeof measureOptions]?: string | undefined };

/** What is measured, checked. */
export interface MeasureInputs extends ArrayInputs {
  /** Name of the features' file, for errors */
  readonly file: string;
  /** Number of rows that were left out: their label is −1 */
  readonly unlabeled: number;
}

/** Reads and checks the files that the options name. */
export async function readInputs(values: MeasureValues, cwd: string): Promise<MeasureInputs> {
  const weighting = readChoice('weighting', values.weighting, ['class', 'sample'], 'class');
  const link = readChoice('link', values.link, OUTPUT_LINKS, 'identity');
  const request = await readEncoding(values, cwd);
  const file = requireFile('features', values.features);
  const all = tableOf('features', 'N×d, one row per sample', await readArrayFile('features', file, cwd));
  const labelFile = requireFile('labels', values.labels);
  const allLabels = readLabelValues(await readArrayFile('labels', labelFile, cwd), all.rows);
  const { features, labels, unlabeled } = labeledOnly(all, allLabels);
  requireFinite('features', features.values, features.columns);
  const head = await readHead(values, features.columns, cwd);
  const encoding = await request.make(countClasses(labels, request, head), head?.kernel.columns);
  checkHeadWidth(head, encoding);
  const ood = await readOod(values.ood, features.columns, cwd);
  return {
    ...{ file, features, labels, unlabeled, encoding, link, weighting },
    head: head ?? absent('no --kernel is given'),
    ood: ood ?? absent('no --ood is given'),
  };
}

function requireFile(option: string, file: string | undefined): string {
  if (file === undefined || file === '') throw optionError(option, 'a .npy file', file);
  return file;
}

function readLabelValues({ shape, values }: NpyArray, samples: number): Int32Array {
  const isColumn = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  const requirement = `of shape (${samples}) or (${samples}, 1), one label per row of --features`;
  requireOption(isColumn && values.length === samples, 'labels', requirement, `shape (${shape.join(', ')})`);
  const isLabel = (y: number) => Number.isInteger(y) && y >= UNLABELED && y < 2 ** 31;
  const first = values.findIndex((y: number) => !isLabel(y));
  const wanted = `integers of at least 0, or -1 for a sample without a class (row ${first})`;
  requireOption(first < 0, 'labels', wanted, values[first]);
  return Int32Array.from(values);
}

/** Rows with a class. */
function labeledOnly(features: Table, labels: Int32Array) {
  const unlabeled = labels.reduce((sum, y) => sum + Number(y === UNLABELED), 0);
  if (unlabeled === 0) return { features, labels, unlabeled };
  requireOption(unlabeled < labels.length, 'labels', 'of samples with a class', `${unlabeled} times -1`);
  const { columns } = features;
  const rows = labels.length - unlabeled;
  const values = new Float64Array(rows * columns);
  let row = 0;
  labels.forEach((y, i) => {
    if (y === UNLABELED) return;
    values.set(features.values.subarray(i * columns, (i + 1) * columns), columns * row++);
  });
  return { features: { ...features, rows, values }, labels: labels.filter(y => y !== UNLABELED), unlabeled };
}

/** K: what the encoding's file says, else the width of a head with one output per class, else the largest label + 1. */
function countClasses(labels: Int32Array, request: EncodingRequest, head: Head | null): number {
  const outputs = head?.kernel.columns ?? 0;
  const seen = new Set(labels);
  const largest = labels.reduce((a, b) => Math.max(a, b), 0);
  const byHead = request.outputPerClass && outputs >= 2 ? outputs : undefined;
  const classes = request.classes ?? byHead ?? largest + 1;
  const source = request.classes === undefined ? '--kernel has' : '--encoding-file has';
  const range = `in 0..${classes - 1}, as ${source} ${classes} classes${countedFromOne(seen, classes)}`;
  requireOption(largest < classes, 'labels', range, largest);
  requireOption(classes >= 2, 'labels', 'of at least two classes', `only label ${largest}`);
  if (seen.size < classes) throw emptyClasses(seen, classes);
  return classes;
}

/** The usual mistake with labels made for a language that counts from 1. */
function countedFromOne(seen: ReadonlySet<number>, classes: number): string {
  const isCounted = !seen.has(0) && (seen.has(classes) || seen.size === classes - 1);
  return isCounted ? ` (labels start at 0; if these are 1..${seen.size}, subtract 1)` : '';
}

function emptyClasses(seen: ReadonlySet<number>, classes: number): InputError {
  const listed: number[] = [];
  for (let k = 0; k < classes && listed.length < 10; k++) if (!seen.has(k)) listed.push(k);
  const missing = classes - seen.size;
  const names =
    missing > listed.length ? `${listed.join(', ')} and ${missing - listed.length} more` : listed.join(', ');
  const have = missing === 1 ? 'has' : 'have';
  return new InputError(
    `--labels must have a sample of each of the ${classes} classes, class ${names} ${have} none${countedFromOne(seen, classes)}`,
  );
}

async function readHead(values: MeasureValues, featureDim: number, cwd: string): Promise<Head | null> {
  if (values.kernel === undefined) {
    if (values.bias !== undefined) throw new InputError('--bias must come with --kernel, received alone');
    return null;
  }
  const shape = `${featureDim}×c (d×c, as tf.js stores it), d = ${featureDim} the width of --features`;
  const kernel = tableOf('kernel', shape, await readArrayFile('kernel', values.kernel, cwd));
  if (kernel.rows !== featureDim) {
    const transposed = kernel.columns === featureDim ? '; PyTorch stores it as c×d: transpose it' : '';
    throw optionError('kernel', shape + transposed, `shape (${kernel.rows}, ${kernel.columns})`);
  }
  const bias = values.bias === undefined ? null : await readBias(values.bias, kernel.columns, cwd);
  const matrix = matrixFrom(kernel.values, kernel.rows, kernel.columns);
  requireFinite('kernel', kernel.values);
  return { kernel: matrix, bias };
}

async function readBias(file: string, outputs: number, cwd: string): Promise<number[]> {
  const { shape, values } = await readArrayFile('bias', file, cwd);
  const isVector = shape.length <= 2 && shape.every(n => n === 1 || n === outputs);
  const requirement = `of shape (${outputs}), one number per column of --kernel`;
  requireOption(isVector && values.length === outputs, 'bias', requirement, `shape (${shape.join(', ')})`);
  requireFinite('bias', values);
  return Array.from(values);
}

function checkHeadWidth(head: Head | null, { dim, name }: ClassEncoding): void {
  if (head === null || head.kernel.columns === dim) return;
  const { rows, columns } = head.kernel;
  const requirement = `${rows}×${dim} (d×c), as encoding ${name} has ${dim} outputs`;
  throw optionError('kernel', requirement, `shape (${rows}, ${columns})`);
}

async function readOod(file: string | undefined, featureDim: number, cwd: string): Promise<Table | null> {
  if (file === undefined) return null;
  const shape = `N×${featureDim}, as wide as --features`;
  const ood = tableOf('ood', shape, await readArrayFile('ood', file, cwd));
  requireOption(ood.columns === featureDim, 'ood', shape, `shape (${ood.rows}, ${ood.columns})`);
  requireFinite('ood', ood.values, ood.columns);
  return ood;
}

/** Throws where a number is not finite in float32, which the device computes in. */
function requireFinite(option: string, values: NpyArray['values'], columns?: number): void {
  const at = values.findIndex((x: number) => !Number.isFinite(Math.fround(x)));
  if (at < 0) return;
  const row = columns === undefined ? '' : ` (row ${Math.floor(at / columns)})`;
  throw optionError(option, `numbers that are finite in float32${row}`, values[at]);
}

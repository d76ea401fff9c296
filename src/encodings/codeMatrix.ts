import { requireArgument } from '../base/argumentError.js';
import type { Matrix } from '../linalg/dense.js';

/** Whether E is the identity: the codes of one-hot targets. */
export function isIdentity(matrix: Matrix): boolean {
  return (
    matrix.isSquare() && matrix.to2DArray().every((row, j) => row.every((x, k) => x === Number(j === k)))
  );
}

/** What an error about codes names: the function, all codes, and the code of one class. */
export interface CodeNames {
  readonly where: string;
  readonly all: string;
  readonly one: (k: number) => string;
}

/** `codes` and `codes[k]` of a function. */
export function namesOf(where: string, argument: string): CodeNames {
  return { where, all: argument, one: k => `${argument}[${k}]` };
}

/** Throws unless every row is a list of numbers, all of one length. Returns copies. */
export function requireRows(rows: readonly unknown[], { where, one }: CodeNames): number[][] {
  const width = (rows[0] as ArrayLike<number> | undefined)?.length;
  return rows.map((row, k) => {
    const isList = typeof row === 'object' && row !== null && (Array.isArray(row) || ArrayBuffer.isView(row));
    const values = isList ? Array.from(row as ArrayLike<unknown>) : [];
    const areNumbers = values.length > 0 && values.every(x => typeof x === 'number');
    requireArgument(areNumbers, where, one(k), 'a list of numbers', row);
    const requirement = `${width} number${width === 1 ? '' : 's'}, as many as ${one(0)} has`;
    requireArgument(values.length === width, where, one(k), requirement, row);
    return values as number[];
  });
}

/**
 * Throws unless the columns of E are usable codes: at least two, not all zero, and distinct in float32, the precision
 * in which targets and outputs are compared with them.
 */
export function requireCodes(matrix: Matrix, { where, all, one }: CodeNames): void {
  const codes = matrix.transpose().to2DArray();
  requireArgument(codes.length >= 2, where, all, 'a list of at least two codes', codes);
  codes.forEach((code, k) => {
    const finite = code.length > 0 && code.every(x => Number.isFinite(Math.fround(x)));
    requireArgument(finite, where, one(k), 'finite numbers, in float32 too', code);
  });
  const isZero = codes.every(code => code.every(x => Math.fround(x) === 0));
  requireArgument(!isZero, where, all, 'codes of rank at least 1', 'codes that are all zero');
  const twins = equalCodes(codes.map(code => Float32Array.from(code)));
  const received = `the same code for classes ${twins?.join(' and ')}`;
  requireArgument(twins === null, where, all, 'distinct codes, one per class', received);
}

/** Two classes with one code, or null. Sorted, because comparisons end early and keys of numbers are slow to make. */
function equalCodes(codes: readonly Float32Array[]): [number, number] | null {
  const order = codes.map((_, k) => k).sort((k, l) => compare(codes[k]!, codes[l]!) || k - l);
  const at = order.findIndex((k, i) => i > 0 && compare(codes[order[i - 1]!]!, codes[k]!) === 0);
  return at < 0 ? null : [order[at - 1]!, order[at]!];
}

function compare(a: Float32Array, b: Float32Array): number {
  for (let j = 0; j < a.length; j++) if (a[j] !== b[j]) return a[j]! - b[j]!;
  return 0;
}

/** Throws unless K is a number of classes. */
export function requireClasses(classes: number, where: string): void {
  const valid = Number.isInteger(classes) && classes >= 2;
  requireArgument(valid, where, 'classes', 'an integer of at least 2', classes);
}

/** Throws unless c is a width that codes can have. */
export function requireDim(dim: number, least: number, where: string): void {
  const valid = Number.isInteger(dim) && dim >= least;
  requireArgument(valid, where, 'dim', `an integer of at least ${least}`, dim);
}

/** Weights of classes divided by their sum; equal ones by default. @throws unless there is one per class, ≥ 0, not all 0 */
export function shareOfWeights(weights: readonly number[] | undefined, classes: number): number[] {
  const given = weights === undefined ? new Array<number>(classes).fill(1) : weights;
  const total = given.reduce((sum, w) => sum + w, 0);
  const valid = given.length === classes && given.every(w => w >= 0) && total > 0;
  const requirement = `${classes} numbers of at least 0, not all zero`;
  requireArgument(valid && Number.isFinite(total), 'ClassEncoding.mean', 'weights', requirement, weights);
  return given.map(w => w / total);
}

/** Throws unless options are an object with these names: a misspelt one would silently do nothing. */
export function requireKnownOptions(options: object, known: readonly string[], where: string): void {
  const requirement = `an object with ${known.join(', ')}`;
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  requireArgument(isObject, where, 'options', requirement, options);
  const unknown = Object.keys(options).find(name => !known.includes(name));
  requireArgument(unknown === undefined, where, 'options', requirement, unknown);
}

/** The seed to use. */
export function resolveSeed(seed: number | string | undefined, where: string): number | string {
  if (seed === undefined) return 0;
  const isSeed = typeof seed === 'string' || Number.isFinite(seed);
  requireArgument(isSeed, where, 'seed', 'a finite number or a string', seed);
  return seed;
}

import { ArgumentError, DataError } from '../../src/base/argumentError.js';
import { describeValue } from '../../src/base/describeValue.js';
import { InputError } from '../../src/base/inputError.js';
import { DatasetFileError } from '../../src/files/datasetErrors.js';

/** Reads the value of an option. Every error names the option, what it must be and what was received. */

/** The error for an unusable option. `received` is undefined where the option is missing. */
export function optionError(option: string, requirement: string, received: unknown): InputError {
  const what = received === undefined ? 'nothing' : describeValue(received);
  return new InputError(`--${option} must be ${requirement}, received ${what}`);
}

/** Throws {@link optionError} unless `ok`. */
export function requireOption(
  ok: boolean,
  option: string,
  requirement: string,
  received: unknown,
): asserts ok {
  if (!ok) throw optionError(option, requirement, received);
}

/** One of a few words; `fallback` where the option is not given, an error if there is none. */
export function readChoice<T extends string>(
  option: string,
  text: string | undefined,
  allowed: readonly T[],
  fallback?: T,
): T {
  if (text === undefined && fallback !== undefined) return fallback;
  const known = (allowed as readonly unknown[]).includes(text);
  requireOption(known, option, `one of ${allowed.join(', ')}`, text);
  return text as T;
}

/** An integer of at least `least`, and at most `most` where it is given. */
export function readInteger(option: string, text: string | undefined, least: number, most?: number): number {
  const value = toNumber(text);
  const valid = Number.isSafeInteger(value) && value >= least && (most === undefined || value <= most);
  const range = most === undefined ? `of at least ${least}` : `from ${least} to ${most}`;
  requireOption(valid, option, `an integer ${range}`, text);
  return value;
}

/** A finite number of at least 0. */
export function readNonnegative(option: string, text: string | undefined): number {
  const value = toNumber(text);
  requireOption(Number.isFinite(value) && value >= 0, option, 'a finite number of at least 0', text);
  return value;
}

/** Regularization of the bias: a number of at least 0, or `inf` for a head without bias. */
export function readLambdaB(option: string, text: string | undefined): number {
  if (text !== undefined && /^\+?(inf|infinity|∞)$/i.test(text.trim())) return Number.POSITIVE_INFINITY;
  const value = toNumber(text);
  const valid = Number.isFinite(value) && value >= 0;
  requireOption(valid, option, 'a number of at least 0, or inf for a head without bias', text);
  return value;
}

/** Integers of at least `least` between commas. */
export function readIntegers(option: string, text: string, least: number): number[] {
  const values = text.split(',').map(toNumber);
  const valid = values.every(value => Number.isSafeInteger(value) && value >= least);
  requireOption(valid, option, `integers of at least ${least} between commas`, text);
  return values;
}

/** NaN for what is not a number; unlike Number(), for empty text too. */
export function toNumber(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/**
 * Runs a function that checks its own arguments, and reports its errors as mistakes in the input. `what` names the part
 * of the command line that the error is about. Other errors pass through.
 */
export async function asInput<T>(what: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const isMistake =
      error instanceof ArgumentError || error instanceof DataError || error instanceof DatasetFileError;
    throw isMistake ? new InputError(`${what}: ${error.message}`, { cause: error }) : error;
  }
}

/**
 * The same for a function whose arguments are named like the options: `predictUfm: lambdaB must be …` becomes
 * `--lambda-b must be …`.
 */
export async function withOptionNames<T>(run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    throw new InputError(messageForOption(error), { cause: error });
  }
}

function messageForOption({ argument, requirement, received, message }: ArgumentError): string {
  // A part of an argument, such as fixedHead.kernel, is no option.
  if (argument === undefined || !/^\w+$/.test(argument)) return message;
  const option = argument.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);
  return `--${option} must be ${requirement}, received ${received}`;
}

/** K: theory and encodings have matrices of K×K entries, 800 MB of them with so many classes. */
export const MOST_CLASSES = 10_000;

/** Entries of one matrix in float64. A typing error is reported at once, instead of running out of memory. */
export const MOST_ENTRIES = MOST_CLASSES ** 2;

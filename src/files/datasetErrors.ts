import { printable } from '../base/describeValue.js';
import { NotAFileError } from './regularFile.js';

/** A data file that is not what it should be: names the file, what was expected and what was found. */
export class DatasetFileError extends Error {
  /** Always `DatasetFileError` */
  override readonly name = 'DatasetFileError';
  /** The message is made of the parts. */
  constructor(
    /** Path or address of the file */
    readonly file: string,
    /** What it should be */
    readonly expected: string,
    /** What it is */
    readonly found: string,
    options?: ErrorOptions,
  ) {
    super(printable(`${file}: expected ${expected}, found ${found}`), options);
  }
}

/** One place that was tried for the files of a dataset, and why it did not serve. */
export interface FailedPlace {
  /** A folder, or the address of a mirror. */
  place: string;
  /** Why the files could not be had there. */
  reason: string;
}

/** Thrown when no place has the files of a dataset; `tried` lists every place and why it failed. */
export class DatasetUnavailableError extends Error {
  /** Always `DatasetUnavailableError` */
  override readonly name = 'DatasetUnavailableError';
  /** @param title name of the data set @param howTo what the user can do, in sentences */
  constructor(
    title: string,
    /** Every place that was tried, in order */
    readonly tried: readonly FailedPlace[],
    howTo: string,
  ) {
    const places = tried.map(({ place, reason }) => `  - ${place}: ${reason}`);
    super([`${title} is not available. Tried, in this order:`, ...places, howTo].join('\n'));
  }
}

/** The error for a file that could not be read. It names the file once: what the file system says names it again. */
export function readFault(file: string, expected: string, cause: unknown): DatasetFileError {
  if (cause instanceof NotAFileError) return new DatasetFileError(file, 'a file', cause.found, { cause });
  return new DatasetFileError(file, expected, faultWithoutPath(cause), { cause });
}

/** `ENOENT: no such file or directory, open '/a/b'` without the part that names the path. */
export function faultWithoutPath(cause: unknown): string {
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'none: there is no such file';
  if (code === undefined || syscall === undefined) return message;
  return message.split(`, ${syscall}`, 1)[0]!;
}

import { printable } from '../base/argumentError.js';

/** A data file that is not what it should be: names the file, what was expected and what was found. */
export class DatasetFileError extends Error {
  override readonly name = 'DatasetFileError';
  constructor(
    readonly file: string,
    readonly expected: string,
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
  override readonly name = 'DatasetUnavailableError';
  constructor(
    title: string,
    readonly tried: readonly FailedPlace[],
    howTo: string,
  ) {
    const places = tried.map(({ place, reason }) => `  - ${place}: ${reason}`);
    super([`${title} is not available. Tried, in this order:`, ...places, howTo].join('\n'));
  }
}

import { ArgumentError, type ArgumentErrorParts, DataError } from '../src/base/argumentError.js';

/** The beginning of the sentences of the callback's errors. */
const NAME = 'NeuralCollapse';

/** The argument at fault, what it must be, and the error behind it. */
type Fault = Pick<ArgumentErrorParts, 'argument'> & Partial<ArgumentErrorParts> & ErrorOptions;

/** A mistake in the options, the data or the model, where "must be ..., received ..." does not say enough. */
export function mistake(sentence: string, fault: Fault): ArgumentError {
  return new ArgumentError(`${NAME}: ${sentence}`, { ...fault, where: NAME });
}

/** Data, or a layer, that cannot be measured. */
export function unmeasurable(sentence: string): DataError {
  return new DataError(`${NAME}: ${sentence}`, NAME);
}

/** A measurement that failed: when, at which layer, and why. The error behind it is its `cause`. */
export class MeasurementError extends Error {
  /** The sentence without the name of the callback */
  readonly reason: string;

  /** @param when `epoch 4` or `before the first epoch` @param layer `input of layer 'head'` */
  constructor(
    readonly when: string,
    readonly layer: string,
    cause: unknown,
  ) {
    const reason = `${when}, ${layer}: ${reasonOf(cause)}`;
    super(`${NAME}: ${reason}`, { cause });
    this.reason = reason;
  }
}

/** What an error says, without the name of the callback before it. */
export function reasonOf(error: unknown): string {
  if (error instanceof MeasurementError) return error.reason;
  const message = error instanceof Error ? error.message : String(error);
  const isOurs = error instanceof ArgumentError || error instanceof DataError;
  return isOurs && error.where === NAME ? message.slice(`${NAME}: `.length) : message;
}

import { describeValue, printable } from './describeValue.js';

/**
 * A mistake of the caller: bad input, an option or a model that the function cannot work with. A class of its own, so
 * that a `TypeError` of the engine or of tf.js is never taken for one.
 */
export class ArgumentError extends TypeError {
  /** Always `ArgumentError` */
  override readonly name = 'ArgumentError';
  /** The public function that was called, e.g. `predictUfm`; undefined where the message is not of the usual form */
  readonly where: string | undefined;
  /** The argument or option at fault, e.g. `lambdaB` */
  readonly argument: string | undefined;
  /** What it must be */
  readonly requirement: string | undefined;
  /** What it was, as the message shows it: in short, so that the error keeps no tensor alive */
  readonly received: string | undefined;

  /** @internal */
  constructor(message: string, parts: Partial<ArgumentErrorParts> & ErrorOptions = {}) {
    super(message, parts);
    this.where = parts.where;
    this.argument = parts.argument;
    this.requirement = parts.requirement;
    this.received = parts.received;
  }
}

/** What the message of an {@link ArgumentError} is made of. */
export interface ArgumentErrorParts {
  readonly where: string;
  readonly argument: string;
  readonly requirement: string;
  readonly received: string;
}

/**
 * Data that cannot be measured, such as NaN features or labels of no class. A class of its own, so that a `RangeError` of
 * the engine, such as for want of memory, is never taken for one.
 */
export class DataError extends RangeError {
  /** Always `DataError` */
  override readonly name = 'DataError';
  /** The function that the message begins with; undefined where it begins with none */
  readonly where: string | undefined;

  /** @internal */
  constructor(message: string, where?: string) {
    super(message);
    this.where = where;
  }
}

/**
 * The error every public function throws for bad input: names the function, the argument, what is required of it
 * and what was received.
 *
 * @example
 * throw argumentError('mnist', 'limit', 'a positive integer', options.limit);
 * // mnist: limit must be a positive integer, received -3
 */
export function argumentError(
  where: string,
  argument: string,
  requirement: string,
  received: unknown,
): ArgumentError {
  const shown = printable(describeValue(received));
  const message = printable(`${where}: ${argument} must be ${requirement}, received ${shown}`);
  return new ArgumentError(message, { where, argument, requirement, received: shown });
}

/**
 * Throws {@link argumentError} unless an object of options is there: without one, taking it apart would end in a `TypeError`
 * of the engine, which names neither function nor option.
 *
 * @param example what has to be given, `{ ratio }`
 */
export function requireOptions<T extends object>(
  where: string,
  argument: string,
  example: string,
  received: T | null | undefined,
): asserts received is T {
  const isObject = typeof received === 'object' && received !== null && !Array.isArray(received);
  requireArgument(isObject, where, argument, example, received);
}

/** Throws {@link argumentError} unless `ok`. Write the condition so that NaN fails it: `0 <= x && x < 1`. */
export function requireArgument(
  ok: boolean,
  where: string,
  argument: string,
  requirement: string,
  received: unknown,
): asserts ok {
  if (!ok) throw argumentError(where, argument, requirement, received);
}

/** Longer lists are counted, and longer texts cut. */
const MOST_ITEMS = 8;
const MOST_CHARACTERS = 80;
/** Of a list with all it contains. */
const MOST_LIST_CHARACTERS = 400;

/**
 * How a received value is shown inside an error message: exact for numbers (NaN, -0, Infinity), and short whatever it
 * is. It may come from a file that somebody else has written: no depth, length or odd property of it makes this fail,
 * and no character of it steers a terminal.
 */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return describeText(value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return describeList(value, 3);
  const { shape, constructor: kind } = value as { shape?: unknown; constructor?: { name?: unknown } };
  const name = typeof kind?.name === 'string' ? shortened(kind.name) : 'object';
  if (Array.isArray(shape)) return `${name} of shape ${describeList(shape, 1)}`;
  return ArrayBuffer.isView(value) ? `${name} of ${value.byteLength} bytes` : name;
}

/** `depth`: how many lists inside one another are shown. */
function describeList(list: readonly unknown[], depth: number): string {
  const counted = `an array of ${list.length}`;
  if (list.length > MOST_ITEMS || depth === 0) return counted;
  const items = list.map(item => (Array.isArray(item) ? describeList(item, depth - 1) : describeValue(item)));
  const text = `[${items.join(', ')}]`;
  return text.length > MOST_LIST_CHARACTERS ? counted : text;
}

function describeText(text: string): string {
  return printable(JSON.stringify(shortened(text)));
}

/** Control characters, which terminals obey, line ends, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const STEERING = /[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text of a file, or a file's name, with what would steer a terminal spelled out: `\u001b`. */
export function printable(text: string): string {
  return text.replace(STEERING, character => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text;
}

/**
 * A mistake of the caller: bad input, an option or a model that the function cannot work with. A class of its own, so
 * that a `TypeError` of the engine or of tf.js is never taken for one.
 */
export class ArgumentError extends TypeError {
  override readonly name = 'ArgumentError';
  /** The public function that was called, e.g. `predictUfm`; undefined where the message is not of the usual form */
  readonly where: string | undefined;
  /** The argument or option at fault, e.g. `lambdaB` */
  readonly argument: string | undefined;
  /** What it must be */
  readonly requirement: string | undefined;
  /** What it was, as the message shows it: in short, so that the error keeps no tensor alive */
  readonly received: string | undefined;

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
export class DataError extends RangeError {}

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

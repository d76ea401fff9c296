/** Longer lists are counted, and longer texts cut. */
const MOST_ITEMS = 8;
const MOST_CHARACTERS = 80;
/** The most characters of a list with all that it contains. */
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

/** A text of a file that somebody else may have written, cut where it is longer than anybody reads. */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not between the two halves of a character.
  const end = /[\ud800-\udbff]/.test(text[most - 2]!) ? most - 2 : most - 1;
  return `${text.slice(0, end)}…`;
}

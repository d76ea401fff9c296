import { describeValue } from '../../src/base/describeValue.js';

/** What JSON cannot hold, and is written as a text: where, and what it was. */
export interface Replaced {
  /** `info.model.parent` */
  readonly path: string;
  readonly what: string;
}

/** How much is written. */
export interface PlainLimits {
  /** Objects inside one another; readers of run folders accept 32 */
  readonly depth: number;
  /** Values in all */
  readonly values: number;
  /** Characters of one text */
  readonly text: number;
}

/** The limits for what users give. Anything larger is no description of a run. */
const LIMITS: PlainLimits = { depth: 20, values: 10_000, text: 100_000 };

/**
 * Plain data for JSON of any value, without an error whatever it is. What JSON.stringify would write is as it would
 * write it (`toJSON` is called, undefined is left out); what it refuses or loses is a text that says what it was: BigInt,
 * NaN and infinite numbers, functions, symbols, circular references, what throws when it is read, and what goes beyond
 * the limits. Maps are objects, sets and typed arrays lists, tensors and errors texts.
 *
 * @param name of the value, in paths
 */
export function plainJson(
  value: unknown,
  name: string,
  limits = LIMITS,
): { plain: unknown; replaced: readonly Replaced[] } {
  const writer = new PlainWriter(limits);
  return { plain: writer.write(value, name), replaced: writer.replaced };
}

class PlainWriter {
  readonly replaced: Replaced[] = [];
  /** The objects that hold the present one, with their paths */
  readonly #inside = new Map<object, string>();
  #values = 0;

  constructor(private readonly limits: PlainLimits) {}

  write(given: unknown, path: string): unknown {
    if (++this.#values > this.limits.values) return this.#instead(path, 'left out, there is too much of it');
    try {
      return this.#plain(withoutToJson(given), path);
    } catch (error) {
      return this.#instead(path, `cannot be read: ${messageOf(error)}`);
    }
  }

  #plain(value: unknown, path: string): unknown {
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value === 'number') return Number.isFinite(value) ? value : this.#instead(path, String(value));
    if (typeof value === 'bigint') return this.#instead(path, String(value));
    if (typeof value === 'function' || typeof value === 'symbol') {
      return this.#instead(path, typeof value === 'symbol' ? String(value) : describeValue(value));
    }
    return typeof value === 'object' && value !== null ? this.#object(value, path) : value;
  }

  #text(text: string, path: string): string {
    const { text: most } = this.limits;
    return text.length <= most ? text : this.#instead(path, `${text.slice(0, most)}…`, 'a text that is cut');
  }

  #object(value: object, path: string): unknown {
    const around = this.#inside.get(value);
    if (around !== undefined) return this.#instead(path, `circular: ${around}`);
    if (this.#inside.size >= this.limits.depth) return this.#instead(path, 'left out, it is too deep');
    if (isText(value)) return this.#instead(path, textOf(value));
    this.#inside.set(value, path);
    try {
      return isList(value) ? this.#list(value, path) : this.#table(value, path);
    } finally {
      this.#inside.delete(value);
    }
  }

  #list(list: Iterable<unknown>, path: string): unknown[] {
    const plain: unknown[] = [];
    for (const item of list) {
      if (this.#values >= this.limits.values) {
        plain.push(
          this.#instead(`${path}[${plain.length}]`, 'the rest is left out, there is too much of it'),
        );
        break;
      }
      plain.push(this.write(item, `${path}[${plain.length}]`) ?? null);
    }
    return plain;
  }

  #table(value: object, path: string): Record<string, unknown> {
    const names = value instanceof Map ? [...value.keys()] : Object.keys(value);
    const read = (name: unknown) =>
      value instanceof Map ? value.get(name) : (value as Record<string, unknown>)[name as string];
    const entries: [string, unknown][] = [];
    for (const name of names) {
      if (this.#values >= this.limits.values) {
        entries.push(['…', this.#instead(path, 'the rest is left out, there is too much of it')]);
        break;
      }
      entries.push([String(name), this.#entry(() => read(name), `${path}.${String(name)}`)]);
    }
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined));
  }

  /** A property may be a function that throws. */
  #entry(read: () => unknown, path: string): unknown {
    let value: unknown;
    try {
      value = read();
    } catch (error) {
      return this.#instead(path, `cannot be read: ${messageOf(error)}`);
    }
    return this.write(value, path);
  }

  #instead(path: string, text: string, what = text): string {
    this.replaced.push({ path, what });
    return text;
  }
}

function withoutToJson(value: unknown): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const { toJSON } = isObject ? (value as { toJSON?: unknown }) : {};
  return typeof toJSON === 'function' ? toJSON.call(value, '') : value;
}

/** Whether an object is better described than taken apart. */
function isText(value: object): boolean {
  const { shape, dataId } = value as { shape?: unknown; dataId?: unknown };
  const isTensor = Array.isArray(shape) && typeof dataId === 'object';
  const isBuffer = value instanceof ArrayBuffer || value instanceof DataView;
  return (
    isTensor || isBuffer || value instanceof Error || value instanceof RegExp || value instanceof Promise
  );
}

function textOf(value: object): string {
  return value instanceof Error || value instanceof RegExp ? String(value) : describeValue(value);
}

function isList(value: object): value is Iterable<unknown> & object {
  const isTyped = ArrayBuffer.isView(value) && !(value instanceof DataView);
  return Array.isArray(value) || isTyped || value instanceof Set;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : describeValue(error);
}

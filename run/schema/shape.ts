/** Whether a value out of a JSON file is what a reader takes it for. */
export type Shape = (value: unknown) => boolean;

export const text: Shape = value => typeof value === 'string';
export const finite: Shape = value => Number.isFinite(value);
export const integer: Shape = value => Number.isSafeInteger(value);

export const flag: Shape = value => typeof value === 'boolean';

/** One of these texts. */
export const oneOf =
  (...texts: string[]): Shape =>
  value =>
    texts.includes(value as string);

/** null is what JSON makes of NaN and Infinity. */
export const orNull =
  (shape: Shape): Shape =>
  value =>
    value === null || shape(value);

export const listOf =
  (item: Shape): Shape =>
  value =>
    Array.isArray(value) && value.every(item);

/** A list of a fixed length. */
export const tuple =
  (...items: Shape[]): Shape =>
  value =>
    Array.isArray(value) && value.length === items.length && items.every((item, i) => item(value[i]));

/** An object whose every value has one shape, whatever the names. */
export const tableOf =
  (entry: Shape): Shape =>
  value =>
    isObject(value) && Object.values(value).every(entry);

/** An object with these fields; `optional` ones may be left out, and further fields are ignored. */
export const object =
  (fields: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}): Shape =>
  value => {
    if (!isObject(value)) return false;
    const own = (name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);
    return (
      Object.entries(fields).every(([name, shape]) => shape(own(name))) &&
      Object.entries(optional).every(([name, shape]) => own(name) === undefined || shape(own(name)))
    );
  };

export const either =
  (...shapes: Shape[]): Shape =>
  value =>
    shapes.some(shape => shape(value));

/** Why there is no value. */
export const absent: Shape = object({ absent: text });

/** What there is of a value, or why there is none: never both, as readers look for `absent` first. */
export const orAbsent = (shape: Shape): Shape =>
  either(absent, value => isObject(value) && !('absent' in value) && shape(value));

/** Anything, in so few objects inside one another that printing it cannot exhaust the stack. */
export const shallow: Shape = value => isShallow(value, 32);

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every(inner => isShallow(inner, depth - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

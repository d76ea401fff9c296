/** How a received value is shown inside an error message: short, and exact for numbers (NaN, -0, Infinity). */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 80 ? value.slice(0, 77) + '...' : value);
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`;
  if (value === null || typeof value !== 'object') return String(value);
  const shape = (value as { shape?: unknown }).shape;
  const name = value.constructor?.name ?? 'object';
  if (Array.isArray(shape)) return `${name} of shape [${shape.join(', ')}]`;
  if (Array.isArray(value)) {
    return value.length > 8 ? `an array of ${value.length}` : `[${value.map(describeValue).join(', ')}]`;
  }
  return ArrayBuffer.isView(value) ? `${name} of ${value.byteLength} bytes` : name;
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
): Error {
  return new TypeError(`${where}: ${argument} must be ${requirement}, received ${describeValue(received)}`);
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

import { requireArgument } from '../base/argumentError.js';

/** Throws unless options are an object with these names: a misspelt one would silently do nothing. */
export function requireOptions(options: object, known: readonly string[], where: string): void {
  const requirement = `an object with ${known.join(', ')}`;
  const isObject = typeof options === 'object' && options !== null && !Array.isArray(options);
  requireArgument(isObject, where, 'options', requirement, options);
  const unknown = Object.keys(options).find(name => !known.includes(name));
  requireArgument(unknown === undefined, where, 'options', requirement, unknown);
}

/** The seed to use. */
export function resolveSeed(seed: number | string | undefined, where: string): number | string {
  if (seed === undefined) return 0;
  const isSeed = typeof seed === 'string' || Number.isFinite(seed);
  requireArgument(isSeed, where, 'seed', 'a finite number or a string', seed);
  return seed;
}

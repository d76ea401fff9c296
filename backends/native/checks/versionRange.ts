/**
 * Whether a version lies in a range as this package's own package.json writes them: `^4.22.0`, `>=20`, or exact.
 *
 * @throws Error for any other kind of range
 */
export function inRange(version: string, range: string): boolean {
  const [, operator, text] = /^(\^|>=|)(\d+(?:\.\d+){0,2})$/.exec(range) ?? [];
  if (text === undefined) throw new Error(`inRange: cannot read the range "${range}"`);
  const [found, wanted] = [numbers(version), numbers(text)];
  const order = compare(found, wanted);
  if (operator === '>=') return order >= 0;
  if (operator === '') return order === 0;
  // ^0.6.0 allows 0.6.x only: what is left of the first number that is not 0 stays.
  const fixed = Math.max(
    wanted.findIndex(part => part !== 0),
    0,
  );
  return order >= 0 && compare(found.slice(0, fixed + 1), wanted.slice(0, fixed + 1)) === 0;
}

/** Major, minor and patch; what a pre-release adds is left out. */
function numbers(version: string): number[] {
  const parts = version.split(/[-+]/, 1)[0]!.split('.').map(Number);
  return [0, 1, 2].map(i => parts[i] ?? 0);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((part, at) => part !== b[at]);
  return i < 0 ? 0 : a[i]! - b[i]!;
}

import { describe, expect, it } from 'vitest';
import { editDistance, nearest, suggestion } from '../../../cli/text/nearest.js';
import { random } from '../../../src/base/random.js';

/** The definition, by recursion. */
function byDefinition(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const exchanged =
    a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
      ? [byDefinition(a.slice(0, -2), b.slice(0, -2)) + 1]
      : [];
  return Math.min(
    byDefinition(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    byDefinition(a.slice(0, -1), b) + 1,
    byDefinition(a, b.slice(0, -1)) + 1,
    ...exchanged,
  );
}

describe('editDistance', () => {
  it.each([
    ['kitten', 'sitting', 3],
    ['saturday', 'sunday', 3],
    ['repotr', 'report', 1],
    ['ca', 'abc', 3],
    ['', 'runs', 4],
    ['runs', 'runs', 0],
  ])('%s to %s is %d', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  it('is that of the definition', () => {
    const { uniform } = random(7);
    const word = () =>
      Array.from({ length: Math.floor(6 * uniform()) }, () => 'abc'[Math.floor(3 * uniform())]).join('');
    const pairs = Array.from({ length: 200 }, () => [word(), word()] as const);
    for (const [a, b] of pairs) expect(editDistance(a, b), `${a} ${b}`).toBe(byDefinition(a, b));
  });
});

describe('nearest', () => {
  const known = ['runs', 'report', 'compare', 'setup-native', 'train'];

  it.each([
    ['rnus', ['runs']],
    ['run', ['runs']],
    ['reprot', ['report']],
    ['comapre', ['compare']],
    ['setup', ['setup-native']],
    ['trian', ['train']],
    ['serve', []],
    ['x', []],
    ['', []],
  ])('%s is %j', (word, expected) => expect(nearest(word, known)).toEqual(expected));

  it('names all that are equally near', () => {
    expect(suggestion('--lambda', ['--lambda-w', '--lambda-h', '--lambda-b', '--loss'])).toBe(
      ': did you mean --lambda-w, --lambda-h or --lambda-b?',
    );
    expect(suggestion('--bogus', ['--lambda-w'])).toBe('');
  });
});

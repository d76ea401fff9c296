import { expect, it } from 'vitest';
import { run } from '../run.js';
import { tempFolder } from '../tempFolder.js';

const VALID: Record<string, string> = {
  loss: 'mse',
  classes: '5',
  'feature-dim': '8',
  'lambda-w': '1e-3',
  'lambda-h': '1e-3',
  'lambda-b': '0',
};

const without = (option: string) => ({ [option]: undefined });

it.each<[Record<string, string | undefined>, RegExp]>([
  [without('loss'), /--loss must be one of mse, cross-entropy, received nothing/],
  [{ loss: 'hinge' }, /--loss must be one of mse, cross-entropy, received "hinge"/],
  [without('classes'), /--classes must be an integer of at least 2, received nothing/],
  [{ classes: '1' }, /--classes must be an integer from 2 to 10000, received "1"/],
  [{ classes: '1e9' }, /--classes must be an integer from 2 to 10000, received "1e9"/],
  [{ 'feature-dim': '1e9' }, /--feature-dim must be at most 20000000 with 5 classes, received 1000000000/],
  [
    { ...without('classes'), counts: '1,'.repeat(10_000) + '1' },
    /--classes must be an integer from 2 to 10000, received 10001/,
  ],
  [{ encoding: 'gaussian', 'encoding-dim': '1e9' }, /--encoding-dim must be an integer from 1 to 10000/],
  [{ classes: '2.5' }, /--classes must be .*received "2.5"/],
  [without('feature-dim'), /--feature-dim must be an integer of at least 1, received nothing/],
  [{ 'feature-dim': '' }, /--feature-dim must be .*received ""/],
  [without('lambda-w'), /--lambda-w must be a finite number of at least 0, received nothing/],
  [{ 'lambda-h': 'inf' }, /--lambda-h must be a finite number of at least 0, received "inf"/],
  [
    without('lambda-b'),
    /--lambda-b must be a number of at least 0, or inf for a head without bias, received nothing/,
  ],
  [{ 'lambda-b': 'nan' }, /--lambda-b must be .*received "nan"/],
  [{ activation: 'relu' }, /--activation must be one of linear, nonnegative, received "relu"/],
  [
    { counts: '1,2,3' },
    /--counts must be 5 integers of at least 1 between commas, one per class, received "1,2,3"/,
  ],
  [{ counts: '1,2,3,0,4' }, /--counts must be .*received "1,2,3,0,4"/],
  [{ counts: '1,,2,3,4' }, /--counts must be .*received "1,,2,3,4"/],
  [{ counts: '1,2,3,4,5', 'samples-per-class': '3' }, /--counts and --samples-per-class exclude each other/],
  [{ 'samples-per-class': '0' }, /--samples-per-class must be an integer of at least 1, received "0"/],
  [{ encoding: 'two-hot' }, /--encoding must be one of one-hot, .*received "two-hot"/],
  [{ epsilon: '0.1' }, /--epsilon must go with --encoding label-smoothing; received with encoding one-hot/],
  [{ encoding: 'label-smoothing', epsilon: '1' }, /--epsilon must be .*below 1, received "1"/],
  [{ encoding: 'simplex-etf', 'encoding-dim': '2' }, /--encoding simplex-etf: .*dim must be .*received 2/],
  [{ encoding: 'orthogonal', scale: '0' }, /--scale must be a positive number, received "0"/],
  [{ encoding: 'hadamard', 'encoding-file': 'E.npy' }, /--encoding and --encoding-file exclude each other/],
  [{ 'encoding-file': 'none.npy' }, /--encoding-file: .*none\.npy: expected a file that can be read/],
  [{ loss: 'cross-entropy', encoding: 'hadamard' }, /--encoding must be probability vectors/],
])('%j ends with exit code 2 and names option, requirement and value', async (changes, message) => {
  const options = Object.entries({ ...VALID, ...changes }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}=${value}`],
  );
  const { code, out, err } = await run(['predict', ...options], tempFolder());
  expect(err).toMatch(message);
  expect(code).toBe(2);
  expect(out).toBe('');
});

it('the number of classes must be that of the file', async () => {
  const { writeFileSync } = await import('node:fs');
  const folder = tempFolder();
  writeFileSync(`${folder}/E.json`, '[[1, 0], [0, 1], [1, 1]]');
  const options = Object.entries(VALID).map(([option, value]) => `--${option}=${value}`);
  const { code, err } = await run(['predict', ...options, '--encoding-file', 'E.json'], folder);
  expect(code).toBe(2);
  expect(err).toMatch(/--encoding-file must be a file with codes of 5 classes, received "?codes of 3/);
});

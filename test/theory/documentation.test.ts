import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as main from '../../src/index.js';
import { examplesOf, runExample } from '../helpers/pageExamples.js';

it.each(examplesOf('docs/theory.md'))(
  'docs/theory.md prints what it says: $printed',
  async ({ code, printed }) => {
    expect(await runExample(code, { 'tfjs-neural-collapse': main })).toBe(printed);
  },
);

it('names files that are there', () => {
  const table = /\| Loss \| Features .*?\n\n/s.exec(readFileSync('docs/theory.md', 'utf8'))![0];
  const files = [...table.matchAll(/`(\w+)`/g)].map(match => match[1]!);
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(existsSync(`src/theory/${file}.ts`), file).toBe(true);
});

import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as datasets from '../../datasets/index.js';
import * as main from '../../src/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';
import { examplesOf, runExample } from '../helpers/pageExamples.js';

const modules = {
  '@tensorflow/tfjs-core': tf,
  'tfjs-neural-collapse': main,
  'tfjs-neural-collapse/datasets': datasets,
};

it.each(examplesOf('docs/encodings.md'))(
  'docs/encodings.md prints what it says: $printed',
  async ({ code, printed }) => {
    expect(await runExample(code, modules)).toBe(printed);
    await expectNoLeakedTensors(() => runExample(code, modules));
  },
);

it('names every constructor and every encoding there is', () => {
  const page = readFileSync('docs/encodings.md', 'utf8');
  const constructors = Object.keys(main).filter(name => /Encoding$|^encoding/.test(name));
  for (const name of [...constructors, 'encodingFromFile']) expect(page, name).toContain(name);
});

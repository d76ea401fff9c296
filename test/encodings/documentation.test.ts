import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import * as datasets from '../../datasets/index.js';
import * as main from '../../src/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Each example of the page with what it prints. */
const page = readFileSync('docs/encodings.md', 'utf8');
const examples = [...page.matchAll(/```js\n(.*?)```\n+```text\n(.*?)```/gs)].map(([, code, printed]) => ({
  code: code!,
  printed: printed!,
}));

const modules = {
  '@tensorflow/tfjs-core': tf,
  'tfjs-neural-collapse': main,
  'tfjs-neural-collapse/datasets': datasets,
};

/** As console.log shows values, on one line. */
const show = (value: unknown) => (Array.isArray(value) ? `[${value.join(', ')}]` : String(value));

async function run(code: string): Promise<string> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => void lines.push(values.map(show).join(' '));
  const body = code
    .replace(/^import \* as (\w+) from '(.*)';$/gm, "const $1 = modules['$2'];")
    .replace(/^import (\{.*\}) from '(.*)';$/gm, "const $1 = modules['$2'];");
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  await new AsyncFunction('modules', 'console', body)(modules, { log });
  return lines.map(line => `${line}\n`).join('');
}

it('has examples, each with what it prints', () => {
  expect(examples.length).toBe(page.match(/```js/g)!.length);
  expect(examples.length).toBeGreaterThan(2);
});

it.each(examples)('docs/encodings.md prints what it says: $printed', async ({ code, printed }) => {
  expect(await run(code)).toBe(printed);
  await expectNoLeakedTensors(() => run(code));
});

it('names every constructor and every encoding there is', () => {
  const constructors = Object.keys(main).filter(name => /Encoding$|^encoding/.test(name));
  for (const name of [...constructors, 'encodingFromFile']) expect(page, name).toContain(name);
});

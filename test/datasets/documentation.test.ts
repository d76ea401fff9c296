import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import * as datasets from '../../datasets/index.js';
import { hideDataFolder } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

/** Each example of the page that is followed by what it prints. */
const page = readFileSync('docs/datasets.md', 'utf8');
const examples = [...page.matchAll(/```js\n(.*?)```\n+```text\n(.*?)```/gs)].map(([, code, printed]) => ({
  code: code!,
  printed: printed!,
}));

/** As console.log shows values, on one line. */
const show = (value: unknown) =>
  Array.isArray(value) ? `[${value.join(', ')}]` : typeof value === 'string' ? value : JSON.stringify(value);

async function run(code: string): Promise<string> {
  const lines: string[] = [];
  const log = (...values: unknown[]) => void lines.push(values.map(show).join(' '));
  const body = code.replace(
    /^import (\{.*\}) from 'tfjs-neural-collapse\/datasets';$/gm,
    'const $1 = datasets;',
  );
  const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;
  await new AsyncFunction('datasets', 'console', body)(datasets, { log });
  return lines.map(line => `${line}\n`).join('');
}

it('has examples', () => {
  expect(examples.length).toBe(page.match(/```js/g)!.length);
  expect(examples.length).toBeGreaterThan(3);
});

it.each(examples)('docs/datasets.md prints what it says: $printed', async ({ code, printed }) => {
  const folder = await temporaryFolder();
  await writeIdx(folder, tinyIdx(2000));
  vi.stubEnv('TFJS_NC_DATA_DIR', folder);
  expect(await run(code)).toBe(printed);
});

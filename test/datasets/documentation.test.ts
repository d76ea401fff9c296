import { expect, it, vi } from 'vitest';
import * as datasets from '../../datasets/index.js';
import { examplesOf, runExample } from '../helpers/pageExamples.js';
import { hideDataFolder } from './helpers/sharedData.js';
import { temporaryFolder } from './helpers/temporaryFolder.js';
import { tinyIdx, writeIdx } from './helpers/testFiles.js';

hideDataFolder();

/** Each example of the page with what it prints. */
const examples = examplesOf('docs/datasets.md');

it('has examples', () => {
  expect(examples.length).toBeGreaterThan(3);
});

it.each(examples)('docs/datasets.md prints what it says: $printed', async ({ code, printed }) => {
  const folder = await temporaryFolder();
  await writeIdx(folder, tinyIdx(2000));
  vi.stubEnv('TFJS_NC_DATA_DIR', folder);
  expect(await runExample(code, { 'tfjs-neural-collapse/datasets': datasets })).toBe(printed);
});

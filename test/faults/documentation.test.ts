import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, expect, it, vi } from 'vitest';
import * as callbacks from '../../callbacks/index.js';
import { examplesOf, runExample } from '../helpers/pageExamples.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const modules = {
  '@tensorflow/tfjs-core': tf,
  '@tensorflow/tfjs-layers': tfl,
  'tfjs-neural-collapse/callbacks': callbacks,
};

const start = process.cwd();
afterEach(() => {
  process.chdir(start);
  vi.restoreAllMocks();
});

it.each(examplesOf('docs/faults.md'))('docs/faults.md prints what it says: $printed', async example => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  process.chdir(temporaryFolder());
  expect(await runExample(example.code, modules)).toBe(example.printed);
});

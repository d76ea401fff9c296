import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { load, type ModelConfig } from '@tensorflow-models/mobilenet';
import { vi } from 'vitest';
import * as backends from '../../backends/index.js';
import * as wasmTraining from '../../backends/wasm-training/index.js';
import * as callbacks from '../../callbacks/index.js';
import * as datasets from '../../datasets/index.js';
import { color } from '../../examples/mobilenet/embed.js';
import { modelFile } from '../../examples/mobilenet/loadMobileNet.js';
import * as layers from '../../layers/index.js';
import * as run from '../../run/index.js';
import * as main from '../../src/index.js';
import { tinyIdx, writeIdx } from '../datasets/helpers/testFiles.js';
import { writeFakeMobileNet } from '../helpers/fakeMobileNet.js';
import { fakeRun, writeRunFolder } from '../helpers/fakeRun.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** What a page needs around its snippets. They run in a folder of their own, and print what the block below them says. */
export interface SnippetFixture {
  /** Modules instead of the usual ones, or beside them */
  readonly modules?: Readonly<Record<string, unknown>>;
  /** Code put before each snippet */
  readonly before?: string;
  /** Runs in the folder of the snippet before it */
  readonly prepare?: () => void | Promise<void>;
  /** What the snippets without a block of output below them print, in order */
  readonly prints?: readonly RegExp[];
  readonly leaksNothing?: true;
  /** The test that runs them where the machine has what they need */
  readonly elsewhere?: string;
}

/** What snippets may import. */
export const MODULES: Readonly<Record<string, unknown>> = {
  'node:fs': fs,
  'node:path': path,
  '@tensorflow/tfjs-core': tf,
  '@tensorflow/tfjs-layers': tfl,
  'tfjs-neural-collapse': main,
  'tfjs-neural-collapse/backends': backends,
  'tfjs-neural-collapse/backends/wasm-training': wasmTraining,
  'tfjs-neural-collapse/callbacks': callbacks,
  'tfjs-neural-collapse/datasets': datasets,
  'tfjs-neural-collapse/layers': layers,
  'tfjs-neural-collapse/run': run,
};

/** Pages without an entry need nothing. */
export const FIXTURES: Readonly<Record<string, SnippetFixture>> = {
  'docs/backends.md': { prints: [/^(tfjs-node-gpu|tfjs-node|wasm): \S.*\n$/] },
  'docs/datasets.md': {
    prepare: async () => {
      const folder = temporaryFolder();
      await writeIdx(folder, tinyIdx(2000));
      vi.stubEnv('TFJS_NC_DATA_DIR', folder);
    },
  },
  'docs/encodings.md': { leaksNothing: true },
  'docs/faults.md': { prepare: () => void vi.spyOn(console, 'warn').mockImplementation(() => {}) },
  'docs/recipes.md': {
    // The backend of the tests is loaded already.
    modules: { 'tfjs-neural-collapse/backends': { useBackend: () => backends.useBackend('wasm') } },
    before: beginningOf('docs/recipes.md'),
  },
  'docs/record.md': { prepare: () => void writeRunFolder('runs', fakeRun({ name: 'digits', epochs: 3 })) },
  'docs/transfer-learning.md': {
    modules: {
      '@tensorflow-models/mobilenet': { load: loadFakeMobileNet },
      photographs: color(datasets.syntheticDigits({ samples: 60, size: 32 })),
    },
    before: "const photographs = modules['photographs'];",
  },
  'docs/webgpu.md': { elsewhere: 'test/conformance/webGpu.test.ts' },
};

/** The snippet that the others of a page go on from. */
export function beginningOf(page: string): string {
  return /<!-- recipe: beginning -->\n+```js\n(.*?)```/s.exec(fs.readFileSync(page, 'utf8'))![1]!;
}

/** The page loads from the hub; here the same package loads a small model. */
async function loadFakeMobileNet(config: ModelConfig) {
  const folder = temporaryFolder();
  writeFakeMobileNet(folder);
  return await load({ ...config, modelUrl: modelFile(pathToFileURL(folder).href) });
}

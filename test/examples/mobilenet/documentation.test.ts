import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { load, type ModelConfig } from '@tensorflow-models/mobilenet';
import * as core from 'tfjs-neural-collapse';
import * as datasets from 'tfjs-neural-collapse/datasets';
import { expect, it } from 'vitest';
import { color } from '../../../examples/mobilenet/color.js';
import { modelFile } from '../../../examples/mobilenet/modelFile.js';
import { parseOptions, sizeOf } from '../../../examples/mobilenet/options.js';
import { writeFakeMobileNet } from '../../helpers/fakeMobileNet.js';
import { examplesOf, runExample } from '../../helpers/pageExamples.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const page = 'docs/transfer-learning.md';

it('the example prints what the page says', async () => {
  const folder = temporaryFolder();
  writeFakeMobileNet(folder);
  // The page loads from the hub; here the same package loads a small model.
  const modelUrl = modelFile(pathToFileURL(folder).href);
  const modules = {
    '@tensorflow/tfjs-core': tf,
    '@tensorflow-models/mobilenet': { load: (config: ModelConfig) => load({ ...config, modelUrl }) },
    'tfjs-neural-collapse': core,
    'tfjs-neural-collapse/datasets': datasets,
    photographs: color(datasets.syntheticDigits({ samples: 60, size: 32 })),
  };
  const examples = examplesOf(page);
  expect(examples.length).toBe(1);
  const code = `const photographs = modules['photographs'];\n${examples[0]!.code}`;
  expect(await runExample(code, modules)).toBe(examples[0]!.printed);
});

it('names the defaults of the example', () => {
  const text = readFileSync(page, 'utf8');
  const { hidden, epochs, shots, tasks, samples, testSamples, version, alpha } = parseOptions([])!;
  const [wasm, native] = [false, true].map(isNative => sizeOf({ samples, testSamples }, isNative));
  expect(text).toContain(`| \`${version}\`, \`${alpha}\`, the model's |`);
  expect(text).toContain(
    `| ${native!.samples}, ${native!.testSamples} (wasm: ${wasm!.samples}, ${wasm!.testSamples}) |`,
  );
  expect(text).toContain(`| \`--hidden\`, \`--epochs\` | ${hidden}, ${epochs} |`);
  expect(text).toContain(`| \`--shots ${shots.join(',')}\`, \`--tasks\` | as said, ${tasks} |`);
});

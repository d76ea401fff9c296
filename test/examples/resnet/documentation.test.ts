import { readFileSync } from 'node:fs';
import * as tfl from '@tensorflow/tfjs-layers';
import * as callbacks from 'tfjs-neural-collapse/callbacks';
import * as datasets from 'tfjs-neural-collapse/datasets';
import { expect, it } from 'vitest';
import { parseOptions, sizeOf } from '../../../examples/resnet/options.js';
import { examplesOf, runExample } from '../../helpers/pageExamples.js';

const page = 'docs/depth.md';
const modules = {
  '@tensorflow/tfjs-layers': tfl,
  'tfjs-neural-collapse/callbacks': callbacks,
  'tfjs-neural-collapse/datasets': datasets,
};

it.each(examplesOf(page).map(example => [example.code.split('\n')[0], example]))(
  '%s prints what it says',
  async (_, { code, printed }) => {
    expect(await runExample(code, modules)).toBe(printed);
  },
);

it('names the defaults of the example', () => {
  const text = readFileSync(page, 'utf8');
  const { arch, per, every, learningRate, decay, samples, epochs } = parseOptions([])!;
  const [wasm, native] = [false, true].map(isNative => sizeOf({ samples, epochs }, isNative));
  expect(text).toContain(`| \`--arch\` | \`${arch}\` |`);
  expect(text).toContain(`| \`--per\` | \`${per}\` |`);
  expect(text).toContain(
    `| \`--samples\`, \`--epochs\` | ${native!.samples}, ${native!.epochs} (wasm: ${wasm!.samples}, ${wasm!.epochs}) |`,
  );
  expect(text).toContain(`| \`--every\`, \`--measured\` | ${every}, all |`);
  // What the measured run had
  expect([learningRate, decay]).toEqual([0.1, 5e-4]);
});

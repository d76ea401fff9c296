import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Where the examples of each page are run. */
const TESTED: Record<string, string> = {
  'docs/backends.md': 'test/backends/docs.test.ts',
  'docs/backends/wasm-training.md': 'test/backends/wasm-training/documentation.test.ts',
  'docs/datasets.md': 'test/datasets/documentation.test.ts',
  'docs/depth.md': 'test/examples/resnet/documentation.test.ts',
  'docs/encodings.md': 'test/encodings/documentation.test.ts',
  'docs/faults.md': 'test/faults/documentation.test.ts',
  'docs/recipes.md': 'test/docs/recipes.test.ts',
  'docs/tensorboard.md': 'test/run/tensorboard/documentation.test.ts',
  'docs/theory.md': 'test/theory/documentation.test.ts',
  'docs/transfer-learning.md': 'test/examples/mobilenet/documentation.test.ts',
  'docs/webgpu.md': 'test/conformance/webGpu.test.ts',
};

it('every page with code has a test that runs it', () => {
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .map(file => `docs/${file.replaceAll('\\', '/')}`);
  const withCode = pages.filter(page =>
    /```(js|ts|javascript|typescript)\n/.test(readFileSync(page, 'utf8')),
  );
  expect(withCode.sort()).toEqual(Object.keys(TESTED));
  for (const [page, test] of Object.entries(TESTED)) expect(readFileSync(test, 'utf8')).toContain(page);
});

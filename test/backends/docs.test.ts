import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { BACKEND_NAMES, useBackend } from '../../backends/index.js';
import { TESTED_TENSORFLOW } from '../../backends/native/setup/pipTensorflow.js';
import { setupOptions } from '../../cli/setup-native/index.js';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

test('docs/backends.md has a row per backend, and its example runs as printed', async () => {
  const text = read('backends.md');
  for (const name of BACKEND_NAMES) expect(text).toMatch(new RegExp(`\\| \`${name}\` +\\|`));
  const example = /```js\nimport \{ useBackend \} from 'tfjs-neural-collapse\/backends';\n([\s\S]+?)```/.exec(
    text,
  )![1]!;
  const AsyncFunction = (async () => {}).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => unknown;
  const log = vi.fn();
  await new AsyncFunction('useBackend', 'console', example)(useBackend, { log, warn: log });
  expect(log).toHaveBeenCalledOnce();
  expect(log.mock.calls[0]![0]).toMatch(/^(tfjs-node-gpu|tfjs-node|wasm): \S/);
});

test('docs/native.md has a row per option and names the tested TensorFlow', () => {
  const text = read('native.md');
  for (const option of Object.keys(setupOptions)) expect(text).toMatch(new RegExp(`\\| \`--${option}[ \`]`));
  expect(text).toContain(`default ${TESTED_TENSORFLOW}`);
});

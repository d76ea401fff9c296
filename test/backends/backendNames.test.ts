import { expect, test } from 'vitest';
import { BACKEND_NAMES, parseBackendName } from '../../backends/backendNames.js';
import { useBackend } from '../../backends/index.js';

test('known names pass unchanged', () => {
  expect(['auto', ...BACKEND_NAMES].map(name => parseBackendName(name))).toEqual([
    'auto',
    'tfjs-node-gpu',
    'tfjs-node',
    'wasm',
    'cpu',
    'webgpu',
  ]);
});

test.each(['webgl', 'CPU', '', undefined, 3])('%j is refused with the list of names', async name => {
  const message = /name must be one of auto, tfjs-node-gpu, tfjs-node, wasm, cpu, webgpu, received/;
  expect(() => parseBackendName(name, '--backend')).toThrow(message);
  if (name !== undefined) await expect(useBackend(name as 'auto')).rejects.toThrow(message);
});

import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { parseBackendName } from '../../backends/backendNames.js';
import { useBackend } from '../../backends/index.js';
import { nativeFolder } from '../../backends/loadNative.js';
import { onlyIf } from '../helpers/onlyIf.js';

const underTest = parseBackendName(process.env.TFJS_NC_TEST_BACKEND ?? 'wasm');

test('the asked backend is current, computes, and is described', async () => {
  const choice = await useBackend(underTest);
  expect(choice.name).toBe(underTest);
  expect(choice.tfBackend).toBe(tf.getBackend());
  expect(choice.tfBackend).toBe(underTest === 'wasm' ? 'wasm' : 'tensorflow');
  expect(choice.reason.startsWith(`${underTest}: `)).toBe(true);
  expect(choice.device).toMatch(/threads\)/);
  expect(choice.versions.node).toBe(process.versions.node);
  expect(choice.versions['tfjs-core']).toBe(tf.version_core);
  expect(choice.warnings).toEqual([]);
  if (underTest === 'tfjs-node') expect(choice.versions.tensorflow).toMatch(/^\d+\.\d+/);
});

test('auto on this machine ends on a backend that trains', async () => {
  const choice = await useBackend('auto');
  expect(['tfjs-node-gpu', 'tfjs-node', 'wasm']).toContain(choice.name);
  expect(choice.tried.every(one => one.failure.length > 0)).toBe(true);
});

const gpuIsInstalled = nativeFolder('tfjs-node-gpu', process.cwd()) !== undefined;

test(
  'an optional package that is not there is named with the command that sets it up',
  onlyIf(!gpuIsInstalled, 'tfjs-node-gpu is installed'),
  async () => {
    await expect(useBackend('tfjs-node-gpu')).rejects.toThrow(
      '@tensorflow/tfjs-node-gpu is not installed (run npx tfjs-nc setup-native --gpu)',
    );
  },
);

test('cpu works and warns', async () => {
  const choice = await useBackend('cpu');
  expect(choice.tfBackend).toBe('cpu');
  expect(choice.warnings.join()).toMatch(/hundred times too slow/);
});

test('choosing a backend again leaks no tensor', async () => {
  await useBackend(underTest);
  const before = tf.memory().numTensors;
  await useBackend(underTest);
  expect(tf.memory().numTensors).toBe(before);
});

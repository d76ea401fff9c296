import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { nightly } from './test/helpers/nightly.js';
import { SkipReporter } from './test/helpers/skipReporter.js';

/** SwiftShader, a Vulkan driver that computes on the CPU, as Chromium brings it along. */
const SWIFTSHADER = {
  driver: ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'],
  loader: ['/usr/lib/chromium', '/opt/google/chrome'],
};

/**
 * Without a GPU the tests run on SwiftShader where there is Chromium. The loader must be known before a process starts:
 * the tests' processes get the environment of this one.
 */
if (process.env.TFJS_NC_GPU !== '1') {
  const driver = SWIFTSHADER.driver.find(file => existsSync(file));
  const loader = SWIFTSHADER.loader.find(folder => existsSync(`${folder}/libvulkan.so.1`));
  if (driver !== undefined) process.env.VK_DRIVER_FILES ??= driver;
  if (loader !== undefined) process.env.LD_LIBRARY_PATH ??= loader;
}

// The packages of WebGPU that `npm run test:backends` fetches.
process.env.NODE_PATH ??= fileURLToPath(new URL('.cache/webgpu/node_modules', import.meta.url));

const inNode = (backend: string) => ({
  extends: true as const,
  test: { name: backend, include: ['test/conformance/node.test.ts'], env: { TFJS_NC_TEST_BACKEND: backend } },
});

const inOneProcess = (name: string, file: string) => ({
  extends: true as const,
  test: { name, include: [`test/conformance/${file}.test.ts`] },
});

/** `npm run test:backends`: the same features and the same training on every backend that loads here. */
export default defineConfig({
  test: {
    pool: 'forks',
    // At night one after the other: their times go into the table.
    fileParallelism: !nightly,
    maxWorkers: '100%',
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    reporters: ['default', new SkipReporter()],
    globalSetup: ['test/conformance/globalSetup.ts'],
    projects: [
      ...['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu', 'webgpu'].map(inNode),
      inOneProcess('chromium', 'browser'),
      inOneProcess('webgpu-device', 'webGpu'),
      inOneProcess('own-checks', 'ownChecks'),
    ],
  },
});

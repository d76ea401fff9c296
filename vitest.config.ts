import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';

/** The suite runs on wasm everywhere, and a second time on native tfjs-node where that is set up. */
function nativeIsSetUp(): boolean {
  if (process.env.TFJS_NC_REQUIRE_NATIVE === '1') return true;
  try {
    createRequire(import.meta.url)('@tensorflow/tfjs-node');
    return true;
  } catch {
    return false;
  }
}

const project = (name: string, backend: string) => ({
  extends: true as const,
  test: { name, env: { TFJS_NC_TEST_BACKEND: backend } },
});

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    // tf.js keeps one engine per process: every test file gets a process of its own.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [project('wasm', 'wasm'), ...(nativeIsSetUp() ? [project('native', 'tfjs-node')] : [])],
  },
});

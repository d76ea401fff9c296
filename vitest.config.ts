import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Loads tfjs-node in a process of its own, so that TensorFlow's log does not mix with the tests' output. */
function nativeLoads(): boolean {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const script = "require('@tensorflow/tfjs-node')";
  return spawnSync(process.execPath, ['-e', script], { cwd, stdio: 'ignore' }).status === 0;
}

/** The suite runs on wasm everywhere, and a second time on native tfjs-node where that is set up. */
function nativeProject(): boolean {
  // With TFJS_NC_REQUIRE_NATIVE=1 the tests themselves fail, with the reason, where tfjs-node does not load.
  if (process.env.TFJS_NC_REQUIRE_NATIVE === '1' || nativeLoads()) return true;
  console.error('native tests are left out: @tensorflow/tfjs-node is not set up (npx tfjs-nc setup-native)');
  return false;
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
    projects: [project('wasm', 'wasm'), ...(nativeProject() ? [project('native', 'tfjs-node')] : [])],
  },
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { NATIVE_LEFT_OUT, SkipReporter } from './test/helpers/skipReporter.js';

/** Loads tfjs-node in a process of its own, so that TensorFlow's log does not mix with the tests' output. */
function nativeLoads(): boolean {
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const script = "require('@tensorflow/tfjs-node')";
  return spawnSync(process.execPath, ['-e', script], { cwd, stdio: 'ignore' }).status === 0;
}

/**
 * The suite runs on wasm everywhere, and a second time on native tfjs-node where that is set up. vitest reads this
 * file once per project: the answer is kept in the environment, where the reporter of skips finds it.
 */
function nativeProject(): boolean {
  // With TFJS_NC_REQUIRE_NATIVE=1 the tests themselves fail, with the reason, where tfjs-node does not load.
  if (process.env.TFJS_NC_REQUIRE_NATIVE === '1') return true;
  process.env[NATIVE_LEFT_OUT] ??= nativeLoads() ? '0' : '1';
  return process.env[NATIVE_LEFT_OUT] === '0';
}

/** Milliseconds */
const HANGS = 600_000;

const wasm = {
  extends: true as const,
  test: {
    name: 'wasm',
    env: { TFJS_NC_TEST_BACKEND: 'wasm' },
    exclude: ['test/browser/**'],
  },
};

const native = {
  extends: true as const,
  test: {
    name: 'native',
    env: { TFJS_NC_TEST_BACKEND: 'tfjs-node' },
    // Once is enough for what does not depend on the backend, or chooses one itself.
    exclude: [
      'test/cli/**',
      'test/datasets/**',
      'test/formats/**',
      'test/report/**',
      'test/theory/**',
      'test/bench/**',
      'test/live/**',
      'test/longRun/**',
      'test/fuzz/**',
      'test/security/**',
      'test/browser/**',
      'test/callbacks/browser/bundle.test.ts',
      'test/helpers/**',
      'test/backends/webgpu/**',
      // The others of this folder set the backend to wasm.
      'test/backends/wasm-training/!(demoNet|convolutionNative|networks|trainingStep).test.ts',
      'test/encodings/{classEncoding,codeOptions,documentation,errorCorrecting,frames,hadamard,lexicode}.test.ts',
      'test/encodings/{randomCodes,recognizeCodes,smoothedCodes}.test.ts',
      'test/linalg/{dense,flatKernels,lanczosQuadrature,lowerTriangle,product,table}.test.ts',
      'test/record/{curve,terminalPhase}.test.ts',
      'test/examples/*/{options,report,table,color,rankCorrelation,flipLabels,documentation}.test.ts',
      'test/examples/*.test.ts',
      'test/{argumentError,random,version}.test.ts',
      'test/docs/**',
      'test/docs/apiPages.test.ts',
      'test/docs/readme.test.ts',
      // Files, processes and records: the little that they compute is the same everywhere.
      'test/callbacks/{browser,run,sinks}/**',
      'test/callbacks/{console,hostCheck,offline,epochProgress}.test.ts',
      'test/faults/!(measurement).test.ts',
      'test/record/**',
      'test/reproduce/**',
      'test/examples/*/experiment.test.ts',
      'test/callbacks/missingOptions.test.ts',
      'test/metrics/{pages,oncePerContext}.test.ts',
      'test/metrics/precisionOnCpu.test.ts',
    ],
  },
};

/** Pages in Chromium; they need no backend. Skipped with a word where there is no Chromium. */
const browser = {
  test: {
    name: 'browser',
    include: ['test/browser/**/*.test.ts'],
    pool: 'forks' as const,
    testTimeout: HANGS,
    hookTimeout: HANGS,
  },
};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // vitest.backends.config.ts runs these, once per backend.
    exclude: [...configDefaults.exclude, 'test/conformance/**'],
    setupFiles: ['test/setup.ts'],
    reporters: ['default', new SkipReporter()],
    // tf.js keeps one engine per process: every test file gets a process of its own.
    pool: 'forks',
    // By default vitest leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    // Only against hanging: the longest take half a minute on two cores.
    testTimeout: HANGS,
    hookTimeout: HANGS,
    projects: [wasm, ...(nativeProject() ? [native] : []), browser],
  },
});

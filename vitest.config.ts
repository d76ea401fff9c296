import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { nightly } from './test/helpers/nightly.js';
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

/** Pages in Chromium. */
const BROWSER = ['test/browser/**/*.test.ts'];

/** Those of `ALONE` that run on tfjs-node too. */
const ALONE_ON_NATIVE = [
  'test/backends/{nodeUtilPolyfill,useBackend}.test.ts',
  'test/backends/wasm-training/{convolutionNative,smallCnn,networks,trainingStep}.test.ts',
  'test/callbacks/data/{passWatch,readStream}.test.ts',
  'test/encodings/encodingOfTargets.test.ts',
  'test/statistics/{requireInput,sumByClass}.test.ts',
];

/** These replace modules, kernels or the backend, or change the folder of the process: each has a process of its own. */
const ALONE = [
  ...ALONE_ON_NATIVE,
  'test/backends/backendNames.test.ts',
  'test/backends/wasm-training/{enableWasmTraining,heapLimit}.test.ts',
  'test/callbacks/hostCheck.test.ts',
  'test/callbacks/measure/geometryOnce.test.ts',
  'test/datasets/files/*.test.ts',
  'test/docs/snippets.test.ts',
  'test/faults/{disk,readOnly,sinks}.test.ts',
  'test/files/appendFile.test.ts',
  'test/fuzz/cli.test.ts',
  'test/metrics/precisionOnCpu.test.ts',
  'test/run/sinks/{lineFile,runFolderSink}.test.ts',
  'test/run/tensorboard/tensorBoardSink.test.ts',
  'test/run/write/runFolder.test.ts',
  'test/statistics/featureScaleOnCpu.test.ts',
];

/** What computes no tensor in this process: where one of these needs a backend, it fails for want of one. */
const PURE = [
  'test/{base,docs,helpers,longRun}/*.test.ts',
  'test/backends/{chooseBackend,tensorflowLog}.test.ts',
  'test/backends/native/checks/*.test.ts',
  'test/backends/native/setup/!(nativeChecks).test.ts',
  'test/backends/webgpu/*.test.ts',
  'test/bench/{gpuScript,idxSubset,pairedDifferences,resultsFile}.test.ts',
  'test/cli/builtBinary.test.ts',
  'test/cli/{doctor,options,setup-native,text}/*.test.ts',
  'test/datasets/{formats/*,parseCifarRecords}.test.ts',
  'test/examples/{commandLine,scripts,textTable}.test.ts',
  'test/examples/*/{main,noiseRows,report}.test.ts',
  'test/faults/{killed,pipes,signals}.test.ts',
  'test/files/!(byteKinds).test.ts',
  'test/fuzz/{archives,cifar,harness,idx,npy}.test.ts',
  'test/linalg/!(conjugateGradients|ridgeSystem).test.ts',
  'test/report/!(reportSink).test.ts',
  'test/report/live/*.test.ts',
  'test/reproduce/figures.test.ts',
  'test/run/{read,schema}/*.test.ts',
  'test/run/sinks/*.test.ts',
  'test/run/tensorboard/!(readBack).test.ts',
  'test/run/write/{killed,runLock}.test.ts',
  'test/security/!(foreignFolder).test.ts',
  'test/theory/!(lossConvention|predictedMetrics).test.ts',
];

/** Loads the backend, in each process once. */
const setupFiles = ['test/setup.ts'];

const pure = {
  extends: true as const,
  test: { name: 'pure', include: PURE, exclude: ALONE, isolate: false },
};

const wasm = {
  extends: true as const,
  test: {
    name: 'wasm',
    env: { TFJS_NC_TEST_BACKEND: 'wasm' },
    include: ['test/**/*.test.ts'],
    exclude: [...BROWSER, ...ALONE, ...PURE],
    setupFiles,
    isolate: false,
  },
};

const alone = {
  extends: true as const,
  test: { name: 'alone', env: { TFJS_NC_TEST_BACKEND: 'wasm' }, include: ALONE, setupFiles },
};

/** What a backend can do wrong, at every change. */
const ON_NATIVE = [
  'test/{golden,metrics}/**/*.test.ts',
  'test/encodings/{decodeTargets,encode,encodingFromCodes,nearestCode,oneHotCodes,properties,readLabels}.test.ts',
  'test/linalg/{conjugateGradients,ridgeSystem}.test.ts',
  'test/statistics/!(manyClasses).test.ts',
  'test/callbacks/{epochs,frozenHead,lossFunctions,neuralCollapse,sources}.test.ts',
  'test/callbacks/{measure,network,sources,taps}/**/*.test.ts',
  'test/layers/*.test.ts',
];

/** The same kernels in other circumstances: at night. What the callback does around them does not depend on the backend. */
const ON_NATIVE_AT_NIGHT = [
  'test/statistics/manyClasses.test.ts',
  'test/callbacks/!(epochProgress|hostCheck|missingOptions|offline).test.ts',
  'test/callbacks/!(browser|run)/**/*.test.ts',
  'test/examples/*/*.test.ts',
  'test/faults/measurement.test.ts',
];

const native = {
  extends: true as const,
  test: {
    name: 'native',
    env: { TFJS_NC_TEST_BACKEND: 'tfjs-node' },
    include: [...ON_NATIVE, ...(nightly ? ON_NATIVE_AT_NIGHT : [])],
    exclude: ALONE,
    setupFiles,
    isolate: false,
  },
};

const nativeAlone = {
  extends: true as const,
  test: {
    name: 'native-alone',
    env: { TFJS_NC_TEST_BACKEND: 'tfjs-node' },
    include: ALONE_ON_NATIVE,
    setupFiles,
  },
};

/** Skipped with a word where there is no Chromium. */
const browser = { extends: true as const, test: { name: 'browser', include: BROWSER } };

export default defineConfig({
  test: {
    // vitest.backends.config.ts runs these, once per backend.
    exclude: [...configDefaults.exclude, 'test/conformance/**'],
    reporters: ['default', new SkipReporter()],
    // tf.js keeps one engine per process. Files share one, and with it the modules, but for those of `alone` and `browser`.
    pool: 'forks',
    // By default vitest leaves one core idle, which is half of a small machine.
    maxWorkers: '100%',
    // Only against hanging: the longest take half a minute on two cores.
    testTimeout: HANGS,
    hookTimeout: HANGS,
    projects: [pure, wasm, alone, browser, ...(nativeProject() ? [native, nativeAlone] : [])],
  },
});

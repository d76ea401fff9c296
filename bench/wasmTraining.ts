import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { Bench } from 'tinybench';
import { disableWasmTraining, enableWasmTraining } from '../backends/wasm-training/enableWasmTraining.js';
import { enterBackend } from './backends.js';
import { markdownTable } from './markdownTable.js';

const IMAGES = 1500;
const BATCH_SIZE = 128;
/** The shape of the matrix whose transposed product is timed. */
const MATRIX: [number, number] = [6000, 512];

/** One workload: milliseconds per backend, medians. */
export interface WasmTrainingTiming {
  workload: string;
  /** tfjs-node; absent where it does not load. */
  native?: number;
  wasm: number;
  /** wasm with the missing kernels added, and the backend's slow ones kept. */
  wasmSlowKept: number;
}

type Setup = 'native' | 'wasm' | 'wasmSlowKept';

/**
 * Times training and its parts on wasm, with and without the replaced kernels, and on native tfjs-node if it loads,
 * all in one run, and gives the ratios: only those are comparable between machines.
 */
export async function benchWasmTraining(): Promise<string> {
  const timings: WasmTrainingTiming[] = workloads().map(({ name }) => ({
    workload: name,
    wasm: Number.NaN,
    wasmSlowKept: Number.NaN,
  }));
  for (const setup of ['native', 'wasm', 'wasmSlowKept'] as const) {
    if (!(await enter(setup))) continue;
    const medians = await timeAll(setup);
    for (const [i, timing] of timings.entries()) timing[setup] = medians[i]!;
  }
  return report(timings);
}

async function enter(setup: Setup): Promise<boolean> {
  if (setup === 'native') return (await enterBackend('tfjs-node')) !== null;
  if ((await enterBackend('wasm', { wasmTraining: false })) === null) throw new Error('wasm does not load');
  disableWasmTraining();
  enableWasmTraining({ replaceSlow: setup === 'wasm' });
  return true;
}

async function timeAll(setup: Setup): Promise<number[]> {
  const bench = new Bench({ time: 0, iterations: 3, warmupTime: 0, warmupIterations: 1, throws: true });
  const disposables: tf.Tensor[] = [];
  for (const { name, prepare } of workloads()) {
    const { run, tensors } = prepare();
    disposables.push(...tensors);
    bench.add(`${name}, ${setup}`, run);
  }
  await bench.run();
  tf.dispose(disposables);
  return bench.tasks.map(({ result }) => {
    if (!('latency' in result)) throw new Error('wasm training: a workload was not timed');
    return result.latency.p50;
  });
}

interface Workload {
  name: string;
  prepare(): { run: () => Promise<void>; tensors: tf.Tensor[] };
}

function workloads(): Workload[] {
  return [
    { name: `epoch of a small CNN, ${IMAGES} images`, prepare: prepareEpoch },
    { name: `predict ${IMAGES} images`, prepare: preparePredict },
    { name: `matMul [${MATRIX}]ᵀ × [${MATRIX}]`, prepare: prepareMatMul },
  ];
}

function prepareEpoch() {
  const model = smallCnn();
  const { xs, ys } = images();
  const run = async () => {
    await model.fit(xs, ys, { epochs: 1, batchSize: BATCH_SIZE, verbose: 0 });
  };
  return { run, tensors: [xs, ys, ...model.getWeights()] };
}

function preparePredict() {
  const model = smallCnn();
  const { xs, ys } = images();
  const run = async () => {
    const outputs = model.predict(xs, { batchSize: BATCH_SIZE }) as tf.Tensor;
    await outputs.data();
    outputs.dispose();
  };
  return { run, tensors: [xs, ys, ...model.getWeights()] };
}

function prepareMatMul() {
  const a = tf.randomNormal(MATRIX, 0, 1, 'float32', 1);
  const b = tf.randomNormal(MATRIX, 0, 1, 'float32', 2);
  const run = async () => {
    const product = tf.matMul(a, b, true);
    await product.data();
    product.dispose();
  };
  return { run, tensors: [a, b] };
}

/** That of the label-noise example: conv32-pool-conv64-pool-dense128-dense10. */
function smallCnn(): tfl.Sequential {
  const { conv2d, dense, flatten, maxPooling2d } = tfl.layers;
  const model = tfl.sequential({
    layers: [
      conv2d({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [28, 28, 1] }),
      maxPooling2d({ poolSize: 2 }),
      conv2d({ filters: 64, kernelSize: 3, activation: 'relu' }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 128, activation: 'relu' }),
      dense({ units: 10 }),
    ],
  });
  model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: 'meanSquaredError' });
  return model;
}

function images(): { xs: tf.Tensor4D; ys: tf.Tensor2D } {
  const xs = tf.randomUniform<tf.Rank.R4>([IMAGES, 28, 28, 1], 0, 1, 'float32', 1);
  const labels = Array.from({ length: IMAGES }, (_, i) => i % 10);
  return { xs, ys: tf.tidy(() => tf.oneHot(tf.tensor1d(labels, 'int32'), 10)) as tf.Tensor2D };
}

function report(timings: WasmTrainingTiming[]): string {
  const milliseconds = (value: number) => `${value.toFixed(0)} ms`;
  const ratio = (value: number, native: number | undefined) =>
    native === undefined ? milliseconds(value) : `${milliseconds(value)} (${(value / native).toFixed(1)}×)`;
  const rows = timings.map(({ workload, native, wasm, wasmSlowKept }) => [
    workload,
    native === undefined ? '-' : milliseconds(native),
    ratio(wasm, native),
    ratio(wasmSlowKept, native),
  ]);
  return `Medians of 3.\n\n${markdownTable(['workload', 'tfjs-node', 'wasm', 'wasm, slow kernels kept'], rows)}`;
}

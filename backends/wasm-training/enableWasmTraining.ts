import { BackendWasm, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { KernelPatch, WasmKernel } from './kernelPatch.js';
import { patches } from './patches.js';

/** Options of {@link enableWasmTraining}. */
export interface WasmTrainingOptions {
  /** Whether kernels that the backend has, but as slow scalar loops, are replaced. Default true. */
  replaceSlow?: boolean;
}

/** What {@link enableWasmTraining} registered, by the names of the kernels, in alphabetical order. */
export interface WasmTrainingReport {
  /** Kernels that the backend lacked. */
  added: string[];
  /** Kernels that take the place of the backend's own: slow ones, and wrappers around faulty ones. */
  replaced: string[];
}

let report: WasmTrainingReport | undefined;

/**
 * Makes `@tensorflow/tfjs-backend-wasm` 4.22 able to train convolutional networks: registers the gradient kernels it
 * lacks, replaces those that are measurably slow, and guards the ones that silently compute wrong numbers.
 * A second call changes nothing and returns the same report.
 */
export function enableWasmTraining(options: WasmTrainingOptions = {}): WasmTrainingReport {
  const replaceSlow = options.replaceSlow === undefined ? true : options.replaceSlow;
  void BackendWasm;
  void version_wasm;
  if (report === undefined) report = register(replaceSlow);
  return { added: [...report.added], replaced: [...report.replaced] };
}

function register(replaceSlow: boolean): WasmTrainingReport {
  const added = new Set<string>();
  const replaced = new Set<string>();
  for (const patch of patches) {
    const exists = tf.getKernel(patch.kernelName, 'wasm') !== undefined;
    if (patch.reason === 'missing' ? exists : patch.reason === 'slow' && !replaceSlow) continue;
    apply(patch);
    (exists ? replaced : added).add(patch.kernelName);
  }
  return { added: [...added].sort(), replaced: [...replaced].sort() };
}

function apply(patch: KernelPatch): void {
  const upstream = tf.getKernel(patch.kernelName, 'wasm');
  // Registering over an existing kernel warns on the console.
  if (upstream) tf.unregisterKernel(patch.kernelName, 'wasm');
  const kernelFunc = patch.create(upstream?.kernelFunc as unknown as WasmKernel);
  tf.registerKernel({
    ...upstream,
    kernelName: patch.kernelName,
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}

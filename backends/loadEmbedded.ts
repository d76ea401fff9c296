import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { activate, type LoadedBackend, processor } from './loadedBackend.js';
import { requireOneCore } from './tfjsCopies.js';

/**
 * Loads the WebAssembly backend, the embedded default, and by default the kernels of `backends/wasm-training` that
 * make it able to train a CNN.
 *
 * @param training whether to register the training kernels
 */
export async function loadWasm(training: boolean): Promise<LoadedBackend> {
  requireOneCore(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'), []);
  const { version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
  await activate('wasm');
  if (training) {
    // Imported only here: a process on a native backend never loads WebAssembly.
    const { enableWasmTraining } = await import('./wasm-training/index.js');
    enableWasmTraining();
  }
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  return {
    device: `${processor()}, WebAssembly${simd ? ' SIMD' : ''}, 1 thread`,
    reason: 'WebAssembly loads',
    versions: { 'tfjs-backend-wasm': version_wasm },
    warnings: simd ? [] : ['this machine has no WebAssembly SIMD: expect several times longer epochs'],
  };
}

/** Loads the pure-JavaScript backend: correct and always there, and far too slow for a CNN. */
export async function loadCpu(): Promise<LoadedBackend> {
  requireOneCore(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-cpu/package.json'), []);
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return {
    device: `${processor()}, JavaScript, 1 thread`,
    reason: 'plain JavaScript always loads',
    versions: { 'tfjs-backend-cpu': version_cpu },
    warnings: ['the pure-JavaScript cpu backend is about a hundred times too slow to train a CNN'],
  };
}

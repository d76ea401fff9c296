import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-core';
import { type BackendName, type BackendRequest, parseBackendName } from './backendNames.js';
import { polyfillNodeUtil } from './beforeNative.js';
import { type BackendLoaders, chooseBackend, type FailedBackend } from './chooseBackend.js';
import { activate, type LoadedBackend, processor } from './loadedBackend.js';
import { hasNvidiaDriver, loadNative, nativeFolder } from './loadNative.js';
import { copiesMessage, loadedCopies, requireOneCore } from './tfjsCopies.js';
import { resolveWebGpuOptions, type WebGpuOptions } from './webgpu/webGpuOptions.js';

/** Options of {@link useBackend}. */
export interface UseBackendOptions {
  /** Where else to look for the optional native packages; default: the current working directory. */
  projectDir?: string;
  /** Whether the wasm backend gets the kernels that let it train a CNN; default true. */
  wasmTraining?: boolean;
  /** For webgpu: which GPU; see `useWebGpu`. */
  webGpu?: Omit<WebGpuOptions, 'projectDir'>;
}

/** The backend in use and why. */
export interface BackendChoice {
  /** As it is asked for. */
  name: BackendName;
  /** `tf.getBackend()`: `tensorflow` for both native packages. */
  tfBackend: string;
  /** One printable sentence. */
  reason: string;
  /** Printable: what the arithmetic runs on. */
  device: string;
  /** Versions of node, tfjs-core, the backend's package and, where native, TensorFlow. */
  versions: Record<string, string>;
  /** Sentences to print; none where everything is as it should be. */
  warnings: string[];
  /** The better backends that `auto` passed over. */
  tried: FailedBackend[];
}

/**
 * Loads a backend, makes it the current one of this process's tf.js and says what was chosen and why.
 *
 * @param name `auto` (the best that loads: tfjs-node-gpu where there is a GPU, tfjs-node, wasm, cpu) or one of them
 * @throws TypeError for an unknown name; Error with the reason if the asked backend does not load
 *
 * @example
 * const backend = await useBackend();
 * console.log(backend.reason); // tfjs-node: native TensorFlow 2.21.0 loads
 */
export async function useBackend(
  name: BackendRequest = 'auto',
  options: UseBackendOptions = {},
): Promise<BackendChoice> {
  const request = parseBackendName(name, 'useBackend');
  const { projectDir = process.cwd(), wasmTraining = true, webGpu = {} } = options;
  polyfillNodeUtil();
  const { loaded, ...choice } = await chooseBackend(request, loaders(projectDir, wasmTraining, webGpu));
  return {
    ...choice,
    tfBackend: tf.getBackend(),
    device: loaded.device,
    versions: { node: process.versions.node, 'tfjs-core': tf.version_core, ...loaded.versions },
    warnings: [...loaded.warnings, ...copyWarnings()],
  };
}

function loaders(projectDir: string, wasmTraining: boolean, webGpu: WebGpuOptions): BackendLoaders {
  const gpuIsNoUse = () =>
    nativeFolder('tfjs-node-gpu', projectDir) !== undefined && !hasNvidiaDriver()
      ? '@tensorflow/tfjs-node-gpu is installed but this machine has no NVIDIA driver'
      : undefined;
  return {
    'tfjs-node-gpu': { load: () => loadNative('tfjs-node-gpu', projectDir), skip: gpuIsNoUse },
    'tfjs-node': { load: () => loadNative('tfjs-node', projectDir) },
    wasm: { load: () => loadWasm(wasmTraining) },
    cpu: { load: loadCpu },
    webgpu: {
      load: async () => {
        // Imported only here: it is optional, like its packages.
        const { loadWebGpu } = await import('./webgpu/loadWebGpu.js');
        return await loadWebGpu({ ...webGpu, projectDir });
      },
    },
  };
}

/** Copies that the script itself brought in are only visible once they are loaded. */
function copyWarnings(): string[] {
  return ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers']
    .map(name => ({ name, copies: loadedCopies(name) }))
    .filter(({ copies }) => copies.length > 1)
    .map(({ name, copies }) => copiesMessage(name, copies));
}

/**
 * Computes on a GPU by WebGPU in Node: NVIDIA, AMD, Intel and Apple GPUs, without CUDA. Registers tf.js's own WebGPU
 * backend on a device of Dawn (package `webgpu`) with all limits of the GPU, and makes it the current one.
 *
 * In Node a tensor on the GPU can be read with `await tensor.data()` only, not with `dataSync()`.
 *
 * @param options.powerPreference which of several GPUs; default `high-performance`
 * @param options.adapter the GPU by its name or a part of it
 * @throws TypeError for invalid options; Error with the reason and what to install where packages, Vulkan's loader, a driver
 * or a GPU are missing
 *
 * @example
 * const backend = await useWebGpu({ powerPreference: 'high-performance' });
 * console.log(backend.device);
 */
export async function useWebGpu(options: WebGpuOptions = {}): Promise<BackendChoice> {
  const { projectDir, ...webGpu } = resolveWebGpuOptions(options);
  return await useBackend('webgpu', { projectDir, webGpu });
}

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

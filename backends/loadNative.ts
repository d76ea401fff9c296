import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { polyfillNodeUtil, quietTensorflowLog } from './beforeNative.js';
import { activate, type LoadedBackend, processor } from './loadedBackend.js';
import { packageVersion, requireOneCore } from './tfjsCopies.js';

/** The parts of tfjs-node's backend object that its type declarations leave out. */
interface NativeBackend {
  isUsingGpuDevice: boolean;
  binding: { TF_Version: string };
}

export type NativePackage = 'tfjs-node' | 'tfjs-node-gpu';

/**
 * Loads `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu` with what they need on today's Node, and makes it the
 * backend. They are optional peers: looked up beside this package first, then from `projectDir`.
 *
 * @throws Error with the reason in words: not installed, no binding, does not load, two copies of tfjs-core
 */
export async function loadNative(name: NativePackage, projectDir: string): Promise<LoadedBackend> {
  const folder = nativeFolder(name, projectDir);
  if (folder === undefined) throw new Error(`@tensorflow/${name} is not installed (${setupHint(name)})`);
  requireOneCore(join(folder, 'package.json'), ['@tensorflow/tfjs']);
  quietTensorflowLog();
  polyfillNodeUtil();
  try {
    createRequire(import.meta.url)(folder);
  } catch (error) {
    throw new Error(explainLoadFailure(name, error), { cause: error });
  }
  await activate('tensorflow');
  return describe(name, packageVersion(folder));
}

/** The folder of the native package that {@link loadNative} would load, or undefined. */
export function nativeFolder(name: NativePackage, projectDir: string): string | undefined {
  for (const anchor of [import.meta.url, join(projectDir, 'package.json')]) {
    try {
      return join(createRequire(anchor).resolve(`@tensorflow/${name}/package.json`), '..');
    } catch {
      // Not resolvable from here: try the next anchor.
    }
  }
  return undefined;
}

/** Whether an NVIDIA driver is installed (Linux, WSL, Windows). Without it a GPU build is useless. */
export function hasNvidiaDriver(): boolean {
  const traces =
    process.platform === 'win32'
      ? [join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'nvcuda.dll')]
      : ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'];
  return traces.some(trace => existsSync(trace));
}

function setupHint(name: NativePackage): string {
  return `run npx tfjs-nc setup-native${name === 'tfjs-node-gpu' ? ' --gpu' : ''}`;
}

function explainLoadFailure(name: NativePackage, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const firstLine = message.split('\n', 1)[0]?.trim() ?? '';
  if (/native addon module .* can not be found/.test(message)) {
    return `@tensorflow/${name} is installed but its native binding is missing (${setupHint(name)})`;
  }
  if ((error as { code?: unknown } | null)?.code === 'ERR_DLOPEN_FAILED') {
    return `the native binding of @tensorflow/${name} does not load: ${firstLine} (${setupHint(name)})`;
  }
  return `@tensorflow/${name} does not load: ${firstLine}`;
}

function describe(name: NativePackage, packageVersion: string): LoadedBackend {
  const backend = tf.backend() as unknown as NativeBackend;
  const tensorflow = backend.binding.TF_Version;
  const onGpu = backend.isUsingGpuDevice;
  const noGpu = `@tensorflow/${name} sees no GPU and computes on the CPU: TensorFlow ${tensorflow} found no usable CUDA device`;
  return {
    device: onGpu ? 'GPU (CUDA)' : processor(),
    reason: `native TensorFlow ${tensorflow} loads${onGpu ? ' and sees a GPU' : ''}`,
    versions: { [name]: packageVersion, tensorflow },
    warnings: name === 'tfjs-node-gpu' && !onGpu ? [noGpu] : [],
  };
}

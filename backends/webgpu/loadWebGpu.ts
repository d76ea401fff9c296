import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedBackend } from '../loadedBackend.js';
import { makeNodeBackend } from './nodeBackend.js';
import { type OpenDevice, openDevice } from './openDevice.js';
import { watchDevice } from './watchDevice.js';
import { resolveWebGpuOptions, type WebGpuOptions } from './webGpuOptions.js';
import { loadWebGpuPackages } from './webGpuPackages.js';

const NAME = 'webgpu';

/** tf.js's own priority of this backend in a browser. */
const PRIORITY = 3;

/**
 * What is registered. Dawn lives as long as the object that `create` gave: without this reference the garbage collector
 * takes it under a running kernel, and the process crashes.
 */
let registered:
  | {
      readonly key: string;
      readonly open: OpenDevice;
      readonly watch: ReturnType<typeof watchDevice>;
      readonly versions: Record<string, string>;
    }
  | undefined;

/**
 * Registers tf.js's WebGPU backend on a device of Dawn and makes it the current one. tf.js itself does so in browsers
 * only. The same options again give the same device; other ones replace it, and tensors on it are gone.
 *
 * @throws Error with the reason in words: packages, loader, driver or adapter that are missing
 */
export async function loadWebGpu(options: WebGpuOptions = {}): Promise<LoadedBackend> {
  const resolved = resolveWebGpuOptions(options);
  const key = JSON.stringify([resolved.powerPreference, resolved.adapter]);
  if (registered?.key !== key || registered.watch.isLost || tf.findBackendFactory(NAME) === null) {
    const { dawn, tfjs, versions } = await loadWebGpuPackages([
      import.meta.url,
      join(resolved.projectDir, 'package.json'),
    ]);
    Object.assign(globalThis, dawn.globals);
    const open = await openDevice(dawn, resolved);
    unregister();
    tf.registerBackend(NAME, () => makeNodeBackend(tfjs, open), PRIORITY);
    registered = { key, open, watch: watchDevice(open.device), versions };
  }
  await activate();
  return describe(registered.open, registered.versions);
}

function unregister(): void {
  if (registered === undefined) return;
  registered.watch.expectLoss();
  tf.removeBackend(NAME);
  registered.open.device.destroy();
  registered = undefined;
}

/** Makes it current and multiplies two matrices that are large enough for tf.js to do so on the device. */
async function activate(): Promise<void> {
  if (!(await tf.setBackend(NAME))) throw new Error(`tf.setBackend("${NAME}") failed`);
  const product = tf.tidy(() => tf.sum(tf.matMul(tf.ones([64, 64]), tf.ones([64, 64]))));
  const [sum] = await product.data().finally(() => product.dispose());
  if (sum !== 64 ** 3) throw new Error(`a matMul that must sum up to ${64 ** 3} gives ${sum}`);
}

function describe({ adapter: { info } }: OpenDevice, versions: Record<string, string>): LoadedBackend {
  const device = [info.device, info.description && `(${info.description})`].filter(Boolean).join(' ');
  const onCpu = `${info.device} computes on the CPU: right, but slower than wasm. A GPU needs a Vulkan driver of its own`;
  return {
    device: `${device || info.vendor}, WebGPU`,
    reason: 'Dawn finds a GPU and computes on it',
    versions,
    warnings: info.isFallbackAdapter === true ? [onCpu] : [],
  };
}

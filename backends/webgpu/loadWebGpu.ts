import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { LoadedBackend } from '../loadedBackend.js';
import { resolveWebGpuOptions, type WebGpuOptions } from './webGpuOptions.js';
import {
  loadWebGpuPackages,
  type OpenDevice,
  openDevice,
  type TfjsWebGpuBackend,
  type TfjsWebGpuPackage,
} from './webGpuPackages.js';
import type { WebGpuDevice } from './webGpuTypes.js';

const NAME = 'webgpu';

/** tf.js's own priority of this backend in a browser. */
const PRIORITY = 3;

/**
 * What is registered. Dawn lives as long as the object that `create` gave: without this reference the garbage collector
 * frees it while a kernel is running, and the process crashes.
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
 * only. The same options again give the same device. Other options replace it, and tensors on it are lost.
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

/**
 * tf.js's own backend on a device of Dawn. What differs from a browser: numbers cannot be read synchronously, which tf.js
 * does by way of a canvas; it would end in "OffscreenCanvas is not defined".
 */
export function makeNodeBackend({ WebGPUBackend }: TfjsWebGpuPackage, open: OpenDevice): TfjsWebGpuBackend {
  const { gpu, device, adapter } = open;
  class NodeBackend extends WebGPUBackend {
    override readSync(dataId: object) {
      const { values } = this.tensorMap.get(dataId);
      if (values !== null && values !== undefined) return super.readSync(dataId);
      throw new Error(
        'WebGPU in Node cannot read a tensor synchronously: use await tensor.data() in place of tensor.dataSync(), ' +
          'array() of arraySync(), tf.print() after await tensor.data()',
      );
    }
  }
  return withNavigatorGpu(gpu, () => new NodeBackend(device, adapter.info));
}

/**
 * tf.js reads `navigator.gpu` once, to find out whether WebGPU is available. It is removed again, because other libraries
 * would think that the process is a browser.
 */
function withNavigatorGpu<T>(gpu: object, make: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  // Node 20 has no navigator, later ones have one without gpu, behind a getter.
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true, writable: true });
  try {
    return make();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete (globalThis as { navigator?: unknown }).navigator;
  }
}

/**
 * WebGPU reports errors (exhausted memory, a kernel that exceeds a limit) asynchronously, while the program continues with
 * zeros. They become warnings of the process, each message once.
 *
 * @returns to be called before the device is destroyed on purpose
 */
export function watchDevice(device: WebGpuDevice): { expectLoss(): void; readonly isLost: boolean } {
  const seen = new Set<string>();
  let [expected, isLost] = [false, false];
  const warn = (message: string) => {
    if (seen.has(message)) return;
    seen.add(message);
    process.emitWarning(`WebGPU: ${message}. Numbers computed since then are wrong`, 'WebGpuWarning');
  };
  device.addEventListener('uncapturederror', ({ error }) => warn(firstLine(error.message)));
  void device.lost.then(({ reason, message }) => {
    isLost = true;
    if (!expected) warn(`the device is lost (${reason}): ${firstLine(message)}`);
  });
  return {
    expectLoss: () => {
      expected = true;
    },
    get isLost() {
      return isLost;
    },
  };
}

const firstLine = (message: string): string => (message.trim().split('\n', 1)[0] ?? '').replace(/\.$/, '');

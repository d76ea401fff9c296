import type { OpenDevice } from './openDevice.js';
import type { TfjsWebGpuBackend, TfjsWebGpuPackage } from './webGpuPackages.js';

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
 * tf.js asks for `navigator.gpu` once, to see whether this is a place for WebGPU. It is taken away again: other libraries
 * would take the process for a browser.
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

import * as tf from '@tensorflow/tfjs-core';

/** Numbers that came from the device since the last call of the counter. */
export interface DeviceReads {
  readonly count: number;
  readonly bytes: number;
  readonly largest: number;
}

interface GpuBackend {
  read(dataId: object): Promise<{ byteLength: number }>;
  readonly tensorMap: { get(dataId: object): { readonly values: unknown } };
}

/** Counts what WebGPU copies to the host; numbers that are there already (never uploaded, or read before) do not count. */
export function countDeviceReads(): { take(): DeviceReads; stop(): void } {
  const backend = tf.backend() as unknown as GpuBackend;
  const read = backend.read;
  let sizes: number[] = [];
  backend.read = async function (dataId) {
    const isOnHost = this.tensorMap?.get(dataId)?.values != null;
    const values = await read.call(this, dataId);
    if (!isOnHost) sizes.push(values.byteLength);
    return values;
  };
  return {
    take() {
      const taken = sizes;
      sizes = [];
      return {
        count: taken.length,
        bytes: taken.reduce((sum, size) => sum + size, 0),
        largest: Math.max(0, ...taken),
      };
    },
    stop() {
      backend.read = read;
    },
  };
}

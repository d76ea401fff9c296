import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** A new buffer with the same contents. */
export function copyBuffer(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const copy = backend.makeOutput(x.shape, x.dtype);
  backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(x));
  return copy;
}

/** A second tensor over the same buffer, counted as a reference to it: buffers are never written to a second time. */
export function shareBuffer({ dataId, shape, dtype }: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}

/** The running wasm backend, without starting it. */
export function runningBackend(): BackendWasm | undefined {
  return tf.engine().registry.wasm as BackendWasm | undefined;
}

/** The backend numbers its buffers: a number that none of the existing ones reaches. */
export function firstFutureBufferId(): number {
  const backend = runningBackend();
  if (!backend) return 0;
  const probe = backend.makeOutput([1], 'float32');
  const { id } = backend.dataIdMap.get(probe.dataId);
  backend.disposeData(probe.dataId);
  return id;
}

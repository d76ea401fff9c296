import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
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

/** The backend numbers its buffers. This is a number above all existing ones. */
export function firstFutureBufferId(): number {
  const backend = runningBackend();
  if (!backend) return 0;
  const probe = backend.makeOutput([1], 'float32');
  const { id } = backend.dataIdMap.get(probe.dataId);
  backend.disposeData(probe.dataId);
  return id;
}

/** The part of the compiled module that allocates; its published type leaves it out. */
interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * Guards tensor allocations: a WebAssembly heap ends at 4 GB, where malloc returns address 0 without an exception and
 * the backend writes there. Returns a function that removes the guard.
 */
export function guardAllocations(): () => void {
  const { prototype } = BackendWasm;
  const { move } = prototype;
  const guarded = new WeakSet<Heap>();
  // Every buffer is allocated in move(), by whichever instance of the backend there is then.
  prototype.move = function (this: BackendWasm, ...args: Parameters<typeof move>) {
    const heap = this.wasm as unknown as Heap;
    if (!guarded.has(heap)) {
      guardMalloc(heap);
      guarded.add(heap);
    }
    move.apply(this, args);
  };
  return () => {
    prototype.move = move;
  };
}

function guardMalloc(heap: Heap): void {
  // The first call of an export replaces it by the real function.
  heap._free(heap._malloc(1));
  const malloc = heap._malloc;
  heap._malloc = (bytes: number) => {
    const address = malloc(bytes);
    if (address === 0) throw outOfMemory(bytes);
    return address;
  };
}

function outOfMemory(bytes: number): Error {
  const megabytes = (count: number) => `${Math.round(count / 2 ** 20)} MB`;
  const { numBytes, numTensors } = tf.memory();
  return new RangeError(
    `wasm backend: out of memory: no room for a tensor of ${megabytes(bytes)} beside ${numTensors} tensors of ` +
      `${megabytes(numBytes)}; a WebAssembly heap holds 4096 MB. Use smaller batches, dispose of tensors, or the ` +
      'native backend',
  );
}

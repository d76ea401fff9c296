import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** The part of the compiled module that allocates; its published type leaves it out. */
interface Heap {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/**
 * Guards tensor allocations: a WebAssembly heap ends at 4 GB, where malloc returns address 0 without an exception and
 * the backend goes on to write there. Returns what takes the guard away again.
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
  // The first call of an export puts the real function in its place.
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

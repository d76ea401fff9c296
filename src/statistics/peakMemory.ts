import * as tf from '@tensorflow/tfjs-core';

/** The largest number of bytes in tensors that was seen. */
export interface PeakMemory {
  /** To be called where most tensors exist. */
  update(): void;
  readonly bytes: number;
}

/** Starts with what is on the device now. */
export function peakMemory(): PeakMemory {
  let bytes = tf.memory().numBytes;
  return {
    update: () => {
      bytes = Math.max(bytes, tf.memory().numBytes);
    },
    get bytes() {
      return bytes;
    },
  };
}

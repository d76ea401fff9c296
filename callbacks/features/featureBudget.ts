import type { Tensor2D } from '@tensorflow/tfjs-core';

const MIB = 2 ** 20;

/** Keeps the cached features within a number of bytes, and says what to do beyond it. */
export class FeatureBudget {
  #rows = 0;

  /** @param limit bytes of float32 features */
  constructor(private readonly limit: number) {}

  /** Counts a batch of features [n, d]. */
  add(features: Tensor2D): void {
    this.#rows += features.shape[0];
    this.check(this.#rows, features.shape[1]);
  }

  /** Throws if that many features of width `dim` are over the limit. */
  check(rows: number, dim: number): void {
    const bytes = rows * dim * Float32Array.BYTES_PER_ELEMENT;
    if (bytes <= this.limit) return;
    const fitting = Math.floor(this.limit / (dim * Float32Array.BYTES_PER_ELEMENT));
    throw new RangeError(
      `NeuralCollapse: featureMemory is ${toMiB(this.limit)}, and ${rows} samples of ${dim} features need ` +
        `${toMiB(bytes)}; measure at most ${fitting} samples (option samplesPerClass, or less data), or raise ` +
        'featureMemory (bytes; measuring takes about three times as much at its peak)',
    );
  }
}

function toMiB(bytes: number): string {
  return bytes < MIB ? `${bytes} bytes` : `${(bytes / MIB).toFixed(1)} MiB`;
}

/** Bytes of features that may be cached on the device, shared by the layers of a pass. */
export class FeatureBudget {
  #left: number;

  /** @param bytes of float32 features */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes room for that many numbers; false if there is not so much left. */
  take(numbers: number): boolean {
    const bytes = numbers * Float32Array.BYTES_PER_ELEMENT;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Gives room back. */
  give(numbers: number): void {
    this.#left += numbers * Float32Array.BYTES_PER_ELEMENT;
  }
}

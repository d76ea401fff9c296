/**
 * Numbers the epochs of all trainings of one callback. tf.js counts those of every `fit` from 0: where a later one begins
 * at 0, its epochs follow the last one that was seen. An `initialEpoch` above 0 is kept as it is; one of 0 cannot be told
 * from none.
 */
export class EpochCount {
  #fits = 0;
  /** Of the training under way, as tf.js counts; undefined before its first epoch */
  #first: number | undefined;
  #offset = 0;
  #next = 0;

  /** Another training begins. Before its first epoch this may be called again. */
  beginFit(): void {
    if (this.#fits > 0 && this.#first === undefined) return;
    this.#fits++;
    this.#first = undefined;
  }

  /** Another epoch begins. @param epoch as tf.js counts; gives its number in the run */
  begin(epoch: number): number {
    if (this.#first === undefined) {
      this.#first = epoch;
      this.#offset = epoch === 0 ? this.#next : 0;
    }
    return epoch + this.#offset;
  }

  /** The epoch of this number in the run is over. */
  end(number: number): void {
    this.#next = number + 1;
  }

  /**
   * Whether the last epoch of the training under way is measured although it is none of every n-th. Not in a loop of
   * trainings that are shorter than that: each epoch could be the last one of such a loop.
   *
   * @param epochs the epoch before which the training ends, as tf.js counts
   */
  lastCounts(epochs: number | undefined, every: number): boolean {
    return this.#fits <= 1 || (epochs ?? 0) - (this.#first ?? 0) >= every;
  }
}

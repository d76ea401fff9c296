/** Epoch and value; a value of null breaks the line. */
export type Point = readonly [epoch: number, value: number | null];

/** The most points of a curve: a screen shows no more. */
export const MOST_POINTS = 1000;

/** The most points that are kept. Thinning them out from here is seldom necessary. */
const CAPACITY = 1536;

/**
 * A number over the epochs of a training of any length, in bounded memory. Each stretch of epochs keeps its smallest and its
 * largest value, and both ends of the curve are kept. Points are added in the order of the records.
 */
export class ThinnedCurve {
  /** Which record of the run; the clock of stretches, since epochs may be counted from an earlier one again */
  #at = new Int32Array(64);
  #epochs = new Int32Array(64);
  /** NaN is a break of the line */
  #values = new Float64Array(64);
  #count = 0;

  /** @param at number of the record within the run, rising */
  add(at: number, epoch: number, value: number): void {
    const isAnotherFit = this.#count > 0 && epoch <= this.#epochs[this.#count - 1]!;
    if (isAnotherFit) this.#push(at, this.#epochs[this.#count - 1]!, Number.NaN);
    this.#push(at, epoch, value);
    if (this.#count >= CAPACITY - 1) this.#keep(this.#thinned());
  }

  /** At most {@link MOST_POINTS} of them, in their order. */
  points(): Point[] {
    const kept =
      this.#count > MOST_POINTS ? this.#thinned() : Array.from({ length: this.#count }, (_, i) => i);
    return kept.map(i => [this.#epochs[i]!, Number.isNaN(this.#values[i]!) ? null : this.#values[i]!]);
  }

  #push(at: number, epoch: number, value: number): void {
    if (this.#count === this.#at.length) this.#grow();
    this.#at[this.#count] = at;
    this.#epochs[this.#count] = epoch;
    this.#values[this.#count] = value;
    this.#count++;
  }

  #grow(): void {
    const size = Math.min(2 * this.#at.length, CAPACITY);
    const [at, epochs, values] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
    at.set(this.#at);
    epochs.set(this.#epochs);
    values.set(this.#values);
    [this.#at, this.#epochs, this.#values] = [at, epochs, values];
  }

  /** Indices of the points that stay. Stretches are of equal numbers of records: thinning again keeps them even. */
  #thinned(): number[] {
    const last = this.#count - 1;
    const first = this.#at[0]!;
    const stretches = Math.floor((MOST_POINTS - 2) / 3);
    const width = (this.#at[last]! - first + 1) / stretches;
    const kept: number[] = [0];
    for (let from = 1; from < last; ) {
      const stretch = Math.floor((this.#at[from]! - first) / width);
      let to = from;
      while (to < last && Math.floor((this.#at[to]! - first) / width) === stretch) to++;
      kept.push(...this.#extremes(from, to));
      from = to;
    }
    return [...kept, last];
  }

  /** Smallest, largest and a break of the points from `from` to before `to`, in their order. */
  #extremes(from: number, to: number): number[] {
    let [least, most, gap] = [-1, -1, -1];
    for (let i = from; i < to; i++) {
      const value = this.#values[i]!;
      if (Number.isNaN(value)) {
        gap = i;
        continue;
      }
      if (least < 0 || value < this.#values[least]!) least = i;
      if (most < 0 || value > this.#values[most]!) most = i;
    }
    return [...new Set([least, most, gap])].filter(i => i >= 0).sort((i, j) => i - j);
  }

  #keep(indices: readonly number[]): void {
    indices.forEach((from, to) => {
      this.#at[to] = this.#at[from]!;
      this.#epochs[to] = this.#epochs[from]!;
      this.#values[to] = this.#values[from]!;
    });
    this.#count = indices.length;
  }
}

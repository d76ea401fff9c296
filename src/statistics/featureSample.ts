import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Rows that are kept at most; on average three quarters of them. */
export const SAMPLE_ROWS = 512;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Enough for a picture, however close the second direction is. */
const SPREAD_ITERATIONS = 20;
/** Of length 1, or shorter where it is rounding. */
function unit(row: Tensor2D): Tensor2D {
  return tf.div(row, tf.maximum(tf.norm(row), SMALLEST)) as Tensor2D;
}

/** Squares of float32 rounding of numbers up to 1, over {@link SAMPLE_ROWS} rows: what is below has no direction. */
const SMALLEST = 1e-10;

interface Part {
  readonly features: Tensor2D;
  readonly labels: Tensor1D;
  readonly rows: readonly number[];
}

/**
 * A bounded sample of rows, for pictures: the rows with frac(φ·i) below a threshold that is halved whenever too many are
 * kept. Such rows are spread evenly over every stretch of the data and every arithmetic progression in it, so that data
 * sorted by class, or with classes taking turns, is sampled fairly; the same data gives the same rows each time.
 */
export class FeatureSample {
  #parts: Part[] = [];
  #seen = 0;
  #kept = 0;
  #threshold = 1;

  /** @param features [n, d]; @param labels int32 [n]; both stay the caller's */
  add(features: Tensor2D, labels: Tensor1D): void {
    const rows = Array.from({ length: features.shape[0] }, (_, i) => this.#seen + i);
    this.#keep({ features, labels, rows });
    this.#seen += rows.length;
    while (this.#kept > SAMPLE_ROWS) this.#thin();
  }

  /**
   * (h − center) · directions of every kept row.
   *
   * @param center d numbers
   * @param directions p lists of d numbers
   * @returns label and p coordinates per row, in the order of the data
   */
  async project(
    center: readonly number[],
    directions: ReadonlyArray<readonly number[]>,
  ): Promise<Array<{ label: number; coordinates: number[] }>> {
    if (this.#parts.length === 0) return [];
    const [labels, coordinates] = tf.tidy(() => {
      const features = tf.concat(this.#parts.map(part => part.features));
      const onPlane = tf.matMul(
        tf.sub(features, tf.tensor1d([...center])),
        tf.tensor2d(directions.map(direction => [...direction])),
        false,
        true,
      );
      return [tf.concat(this.#parts.map(part => part.labels)), onPlane as Tensor2D] as const;
    });
    try {
      const [label, values] = await Promise.all([labels.data(), coordinates.array()]);
      return values.map((row, i) => ({ label: label[i]!, coordinates: row }));
    } finally {
      tf.dispose([labels, coordinates]);
    }
  }

  /**
   * The unit vector orthogonal to `along` in which the kept rows are spread most: the leading right singular vector of
   * (h − center) without its part along it, by power iteration. Zeros where nothing is left.
   *
   * @param center d numbers; @param along d numbers of length 1
   */
  async spreadBeside(center: readonly number[], along: readonly number[]): Promise<number[]> {
    if (this.#parts.length === 0) return along.map(() => 0);
    const direction = tf.tidy(() => {
      const side = tf.tensor2d([...along], [along.length, 1]);
      const without = (x: Tensor2D) =>
        tf.sub(x, tf.matMul(tf.matMul(x, side), side, false, true)) as Tensor2D;
      const all = tf.sub(tf.concat(this.#parts.map(part => part.features)), tf.tensor1d([...center]));
      const size = tf.maximum(tf.max(tf.abs(all)), Number.MIN_VALUE);
      const rows = without(tf.div(all, size) as Tensor2D);
      // Any start that no symmetry of the data makes orthogonal to what is looked for.
      const count = rows.shape[0];
      let weights = tf.reshape(tf.sin(tf.range(1, count + 1)), [1, count]) as Tensor2D;
      let row = unit(tf.matMul(weights, rows) as Tensor2D);
      for (let i = 0; i < SPREAD_ITERATIONS; i++) {
        weights = tf.matMul(row, rows, false, true) as Tensor2D;
        row = unit(tf.matMul(weights, rows) as Tensor2D);
      }
      return tf.reshape(without(row), [along.length]);
    });
    try {
      const found = [...(await direction.data())];
      const length = Math.hypot(...found);
      return length > 0.5 ? found.map(x => x / length) : found.map(() => 0);
    } finally {
      direction.dispose();
    }
  }

  dispose(): void {
    for (const { features, labels } of this.#parts) tf.dispose([features, labels]);
    this.#parts = [];
    this.#kept = 0;
  }

  #isKept(row: number): boolean {
    return (row * GOLDEN) % 1 < this.#threshold;
  }

  /** Copies the rows of a part that are below the threshold. */
  #keep({ features, labels, rows }: Part): void {
    const places = rows.flatMap((row, place) => (this.#isKept(row) ? [place] : []));
    if (places.length === 0) return;
    const [keptFeatures, keptLabels] = tf.tidy(() => {
      const indices = tf.tensor1d(places, 'int32');
      return [tf.gather(features, indices), tf.gather(labels, indices)] as const;
    });
    const kept = places.map(place => rows[place]!);
    this.#parts.push({ features: keptFeatures, labels: keptLabels, rows: kept });
    this.#kept += kept.length;
  }

  #thin(): void {
    this.#threshold /= 2;
    const parts = this.#parts;
    this.#parts = [];
    this.#kept = 0;
    for (const part of parts) {
      this.#keep(part);
      tf.dispose([part.features, part.labels]);
    }
  }
}

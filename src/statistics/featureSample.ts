import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** Rows that are kept at most; on average three quarters of them. */
export const SAMPLE_ROWS = 512;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

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

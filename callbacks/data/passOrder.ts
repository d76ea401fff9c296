import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../src/base/random.js';
import type { SampleOrder } from '../../src/record/record.js';
import { inputTensors, type ModelInputs } from './measuredData.js';

/** What identifies one batch, with r_i = w·x_i and random p: Σ_i p_i r_i depends on the order, the others do not. */
type Mark = readonly [samples: number, ordered: number, sum: number, magnitude: number];

/** How many marks are read back together. */
const PENDING = 256;

/** Upper bound of the relative error of a sum in float32. Other samples differ by about 1/√N. */
const ROUNDING = 1e-5;

/**
 * Tells whether the passes over a stream give the same samples in the same order. A shuffled stream does not, and
 * positions in it mean nothing. Each batch is identified by three numbers, computed on the device from its inputs alone.
 * They do not change while the network trains.
 */
export class PassOrder {
  #pending: { readonly samples: number; readonly sums: Tensor1D }[] = [];
  #marks: Mark[] = [];
  #before: readonly Mark[] | undefined;
  #order: SampleOrder = 'unknown';
  #sameSamples = true;
  readonly #weights = new Map<number, Float32Array>();

  /** The order of all passes that have ended. */
  get order(): SampleOrder {
    return this.#order;
  }

  /** Whether the latest pass had the same samples as the one before, in any order. */
  get sameSamples(): boolean {
    return this.#sameSamples;
  }

  /** The next batch of a pass; the tensors stay the caller's. */
  async add(xs: ModelInputs): Promise<void> {
    const inputs = inputTensors(xs).filter(input => input.dtype !== 'string');
    const samples = inputs[0]?.shape[0] ?? 0;
    if (samples === 0) return;
    this.#pending.push({ samples, sums: this.#sums(inputs, samples) });
    if (this.#pending.length >= PENDING) await this.#read();
  }

  /** The pass is over. */
  async end(): Promise<void> {
    await this.#read();
    const [marks, before] = [this.#marks, this.#before];
    this.#before = marks;
    this.#marks = [];
    if (before === undefined) return;
    // Inputs that are not numbers cannot be identified.
    const isSame =
      marks.length > 0 &&
      marks.length === before.length &&
      marks.every((mark, i) => areEqual(mark, before[i]!));
    this.#order = isSame && this.#order !== 'changing' ? 'same' : 'changing';
    this.#sameSamples = isSame || haveSameSamples(marks, before);
  }

  /** The pass has failed: forgets its marks. */
  cancel(): void {
    for (const { sums } of this.#pending) sums.dispose();
    this.#pending = [];
    this.#marks = [];
  }

  /** [Σ p_i r_i, Σ r_i, Σ |r_i|] */
  #sums(inputs: readonly Tensor[], samples: number): Tensor1D {
    return tf.tidy(() => {
      const ofInputs = inputs.map(input => {
        const rows = tf.reshape(tf.cast(input, 'float32'), [samples, -1]);
        return tf.matMul(rows, this.#column(rows.shape[1]!));
      });
      const r = tf.addN(ofInputs);
      const ordered = tf.sum(tf.mul(r, this.#column(samples)));
      return tf.keep(tf.stack([ordered, tf.sum(r), tf.sum(tf.abs(r))]) as Tensor1D);
    });
  }

  /** `length` numbers between -1 and 1, always the same. */
  #column(length: number): tf.Tensor2D {
    const known = this.#weights.get(length);
    if (known) return tf.tensor2d(known, [length, 1]);
    const { uniform } = random(`order of ${length}`);
    const made = Float32Array.from({ length }, () => 2 * uniform() - 1);
    this.#weights.set(length, made);
    return tf.tensor2d(made, [length, 1]);
  }

  async #read(): Promise<void> {
    const parts = this.#pending;
    if (parts.length === 0) return;
    this.#pending = [];
    const all = tf.concat(parts.map(({ sums }) => sums));
    try {
      const numbers = await all.data();
      parts.forEach(({ samples }, i) => {
        this.#marks.push([samples, numbers[3 * i]!, numbers[3 * i + 1]!, numbers[3 * i + 2]!]);
      });
    } finally {
      tf.dispose([all, ...parts.map(({ sums }) => sums)]);
    }
  }
}

/** The same numbers in the same order give the same bits. Numbers that are not finite identify nothing. */
function areEqual(a: Mark, b: Mark): boolean {
  return a.every((x, i) => Number.isFinite(x) && x === b[i]);
}

function haveSameSamples(a: readonly Mark[], b: readonly Mark[]): boolean {
  const [one, other] = [totals(a), totals(b)];
  const tolerance = ROUNDING * one.magnitude;
  return (
    one.samples === other.samples &&
    Math.abs(one.sum - other.sum) <= tolerance &&
    Math.abs(one.magnitude - other.magnitude) <= tolerance
  );
}

function totals(marks: readonly Mark[]) {
  const sum = (place: 0 | 2 | 3) => marks.reduce((all, mark) => all + mark[place], 0);
  return { samples: sum(0), sum: sum(2), magnitude: sum(3) };
}

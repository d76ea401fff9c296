import { shortText } from '../../src/base/describeValue.js';
import type { MeasurementFailure } from '../../src/record/record.js';

/** The epochs since the latest record, none of which could be measured. */
export interface Unmeasured {
  /** How many */
  readonly count: number;
  /** The earliest of them */
  readonly first: MeasurementFailure;
  /** The latest of them */
  readonly last: MeasurementFailure;
}

/** If there are more epochs than this, only the first and the last are named. */
const MOST_TOLD = 3;

/** A reason may come from a file that another program has written. */
const LONGEST_REASON = 500;

/** The epochs that could not be measured, as they come: how many, and which. In constant memory. */
export class FailureTally {
  #count = 0;
  readonly #first: MeasurementFailure[] = [];
  #last: MeasurementFailure | undefined;
  #unmeasured: Unmeasured | undefined;

  /** @param lastRecord epoch of the latest record, where there is one */
  static of(failures: readonly MeasurementFailure[], lastRecord = -1): FailureTally {
    const tally = new FailureTally();
    for (const failure of failures) {
      tally.add(failure);
      if (failure.epoch <= lastRecord) tally.measured();
    }
    return tally;
  }

  add(failure: MeasurementFailure): void {
    this.#count++;
    if (this.#first.length < MOST_TOLD) this.#first.push(failure);
    this.#last = failure;
    const { count = 0, first = failure } = this.#unmeasured ?? {};
    this.#unmeasured = { count: count + 1, first, last: failure };
  }

  /** There was a record. */
  measured(): void {
    this.#unmeasured = undefined;
  }

  /** Undefined where the latest epoch was measured. */
  get unmeasured(): Unmeasured | undefined {
    return this.#unmeasured;
  }

  /** In sentences. */
  words(): string[] {
    const words = ({ epoch, error }: MeasurementFailure) =>
      `epoch ${epoch} was not measured: ${shortText(error, LONGEST_REASON)}`;
    if (this.#count <= MOST_TOLD) return this.#first.map(words);
    const count = `${this.#count} epochs were not measured`;
    return [`${count}; the first one: ${words(this.#first[0]!)}`, `the last one: ${words(this.#last!)}`];
  }
}

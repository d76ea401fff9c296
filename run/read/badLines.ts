import { RECORD_SCHEMA } from '../../src/record/record.js';

/** More than so many are told by their number and the first one. */
const MOST_TOLD = 3;

/** Lines of a metrics.jsonl that are no records: a file may have nothing else, and hold millions. */
export class BadLines {
  #count = 0;
  readonly #first: number[] = [];

  /** @param line counted from 1 */
  add(line: number): void {
    this.#count++;
    if (this.#first.length < MOST_TOLD) this.#first.push(line);
  }

  get count(): number {
    return this.#count;
  }

  /** In sentences. */
  words(): string[] {
    const [first] = this.#first;
    if (this.#count > MOST_TOLD) {
      return [
        `${this.#count} lines of metrics.jsonl are no records of schema ${RECORD_SCHEMA}, the first one is line ${first}`,
      ];
    }
    return this.#first.map(
      line => `line ${line} of metrics.jsonl is not a record of schema ${RECORD_SCHEMA}`,
    );
  }
}

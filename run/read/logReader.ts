import { FAILURE_SCHEMA, type NeuralCollapseRecord, RECORD_SCHEMA } from '../../src/record/record.js';
import { VerdictTracker } from '../../src/record/verdict/verdict.js';
import { FailureTally } from './failureTally.js';
import { isLine, parseLine } from './parseLine.js';

/** If there are more lines than this, only their number and the first one are named. */
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

/**
 * Reads a metrics.jsonl, piece by piece. It passes on each record, and keeps what is reported about the rest. A line
 * that cannot be read is a problem, but the others are still read.
 */
export class LogReader {
  readonly #failures = new FailureTally();
  readonly #bad = new BadLines();
  readonly #verdicts = new VerdictTracker();
  #updated: string | undefined;
  #lines = 0;

  constructor(private readonly take: (record: NeuralCollapseRecord) => void) {}

  /** @param text whole lines; of the last piece of a file, the last line counts as under way where it has no end */
  read(text: string): void {
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line, ++this.#lines);
    if (isLine(rest)) this.#readLine(rest, this.#lines + 1);
  }

  /** Time of the last line; undefined before the first. */
  get updated(): string | undefined {
    return this.#updated;
  }

  /** The epochs since the latest record; undefined where that is of the latest epoch. */
  get unmeasured(): FailureTally['unmeasured'] {
    return this.#failures.unmeasured;
  }

  /** What could not be read or measured, in sentences. */
  get problems(): string[] {
    return [...this.#bad.words(), ...this.#failures.words()];
  }

  #readLine(line: string, number: number): void {
    if (line.trim() === '') return;
    const found = parseLine(line);
    if (found === undefined) {
      this.#bad.add(number);
      return;
    }
    const { content, time } = found;
    if (content.schema === FAILURE_SCHEMA) this.#failures.add(content);
    else {
      this.#failures.measured();
      this.take(this.#verdicts.complete(content));
    }
    this.#updated = time ?? this.#updated;
  }
}

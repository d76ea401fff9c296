import { basename } from 'node:path';
import { RunFollower } from '../../run/read/followRun.js';
import { isRun } from '../../run/read/readRun.js';
import { standingOf, standingWords } from '../../run/read/standing.js';
import { RunHistory } from '../../src/record/runHistory.js';
import { reportDataOf } from '../reportData.js';

/** What a page shows of some runs, of which some may not be there yet. */
export class LiveData {
  readonly #followers = new Map<string, RunFollower<RunHistory>>();
  #newer: string | undefined;
  #states = '';
  #json: Buffer | undefined;

  /**
   * Reads what is there.
   *
   * @param logdir where the first run will be, if no folder is given
   * @throws if a file cannot be read
   */
  constructor(
    readonly folders: readonly string[],
    private readonly logdir?: string,
  ) {
    this.#open();
    this.#states = this.#standings();
  }

  /** The name of a newer run, which the page offers. */
  set newer(name: string | undefined) {
    if (name === this.#newer) return;
    this.#newer = name;
    this.#json = undefined;
  }

  /** Reads what is new; whether there was something. @throws if a file cannot be read: the next poll tries again */
  poll(): boolean {
    // All of them must read, even if the first one has found something.
    const changed = [this.#open(), ...[...this.#followers.values()].map(run => run.poll())].includes(true);
    const states = this.#standings();
    // A run becomes stale though no file changes.
    if (!changed && states === this.#states) return false;
    this.#states = states;
    this.#json = undefined;
    return true;
  }

  /** The same as JSON. */
  json(): Buffer {
    if (this.#json) return this.#json;
    const waiting = this.#waiting();
    const live = { waiting, ...(this.#newer !== undefined && { newer: this.#newer }) };
    this.#json = Buffer.from(JSON.stringify({ ...reportDataOf(this.#runs()), live }));
    return this.#json;
  }

  /** Follows the runs that have come; whether there was one. */
  #open(): boolean {
    const come = this.folders.filter(folder => !this.#followers.has(folder) && isRun(folder));
    for (const folder of come) this.#followers.set(folder, new RunFollower(folder, () => new RunHistory()));
    return come.length > 0;
  }

  #runs() {
    const there = this.folders.flatMap(folder => this.#followers.get(folder) ?? []);
    return there.map(({ run, kept }) => ({ ...run, history: kept }));
  }

  #standings(): string {
    return this.#runs()
      .map(run => standingWords(standingOf({ ...run, last: run.history.last })))
      .join();
  }

  /** By the last part of the path: the rest is nobody's business. */
  #waiting(): string[] {
    if (this.folders.length === 0) return [`a run in ${basename(this.logdir ?? '')}`];
    const missing = this.folders.filter(folder => !this.#followers.has(folder));
    return missing.map(folder => `the run ${basename(folder)}`);
  }
}

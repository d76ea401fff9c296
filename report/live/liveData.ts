import { randomBytes } from 'node:crypto';
import { RunFollower } from '../../run/read/followRun.js';
import { RunHistory } from '../../src/record/runHistory.js';
import { reportDataOf } from '../reportData.js';

/** Of the time of its thread, preparing data takes one part in so many: it may share its processor with the training. */
const REST = 10;

/** What the page shows, in versions: a new one whenever a file of the runs has changed. */
export class LiveData {
  readonly #runs: readonly RunFollower<RunHistory>[];
  /** Tells the versions of this server from those of the one before it, which counted from 1 as well. */
  readonly #server = randomBytes(6).toString('hex');
  #version = 1;
  #json: Buffer | undefined;
  /** Milliseconds that the present version took, and when there may be another */
  #cost = 0;
  #notBefore = 0;

  /** @throws if one of the folders is no run folder */
  constructor(folders: readonly string[]) {
    this.#runs = folders.map(folder => new RunFollower(folder, () => new RunHistory()));
  }

  /** Name of the present version: the ETag, and the id of the event that announces it. */
  get version(): string {
    return `${this.#server}-${this.#version}`;
  }

  /** Reads what is new in the files; whether there was something. Not so often that it would take much time, or `now`. */
  refresh(now = false): boolean {
    const start = performance.now();
    if (!now && start < this.#notBefore) return false;
    // Each of them reads, also where the first one has found something.
    const changed = this.#runs.map(run => run.poll()).includes(true);
    if (!changed) return false;
    this.#version++;
    this.#json = undefined;
    this.#cost = 0;
    this.#spent(start);
    return true;
  }

  /** The present version as JSON, made when it is first asked for. */
  json(): Buffer {
    if (this.#json) return this.#json;
    const start = performance.now();
    const runs = this.#runs.map(({ run, kept }) => ({ ...run, history: kept }));
    this.#json = Buffer.from(JSON.stringify(reportDataOf(runs)));
    this.#spent(start);
    return this.#json;
  }

  #spent(start: number): void {
    const now = performance.now();
    this.#cost += now - start;
    this.#notBefore = now + REST * this.#cost;
  }
}

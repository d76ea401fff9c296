import { randomBytes } from 'node:crypto';
import { RunFollower } from '../formats/runs/followRun.js';
import { reportDataOf } from '../report/reportData.js';

/** What the page shows, in versions: a new one whenever a file of the runs has changed. */
export class LiveData {
  readonly #runs: readonly RunFollower[];
  /** Tells the versions of this server from those of the one before it, which counted from 1 as well. */
  readonly #server = randomBytes(6).toString('hex');
  #version = 1;
  #json: Buffer | undefined;

  /** @throws if one of the folders is no run folder */
  constructor(folders: readonly string[]) {
    this.#runs = folders.map(folder => new RunFollower(folder));
  }

  /** Name of the present version: the ETag, and the id of the event that announces it. */
  get version(): string {
    return `${this.#server}-${this.#version}`;
  }

  /** Reads what is new in the files; whether there was something. */
  refresh(): boolean {
    // Each of them reads, also where the first one has found something.
    const changed = this.#runs.map(run => run.poll()).includes(true);
    if (!changed) return false;
    this.#version++;
    this.#json = undefined;
    return true;
  }

  /** The present version as JSON, made when it is first asked for. */
  json(): Buffer {
    this.#json ??= Buffer.from(JSON.stringify(reportDataOf(this.#runs.map(({ run }) => run))));
    return this.#json;
  }
}

import { randomBytes } from 'node:crypto';
import { basename, join } from 'node:path';
import { RunFinder } from '../../run/read/listRuns.js';
import { LiveData } from './liveData.js';

/** Which runs a page may show. */
export interface WatchedRuns {
  /** Run folders, which need not be there yet; several share their axes */
  readonly folders: readonly string[];
  /** Where newer runs are looked for. Without `folders` the newest one is shown, or the first one that comes */
  readonly logdir?: string | undefined;
  /** Whether a newer run takes the place of those that are shown. Otherwise pages offer it */
  readonly follow?: boolean | undefined;
}

/** Preparing data takes at most one part in 1 + REST of the thread's time: the training may need the same processor. */
const REST = 10;

/**
 * What pages show, in versions: a new one whenever a file of the runs has changed. A page may ask for a newer run by its name.
 * The name is only looked up among those that were found, it never becomes the name of a file.
 */
export class LiveRuns {
  readonly #finder: RunFinder | undefined;
  #main: LiveData;
  #newest: ReturnType<RunFinder['newest']>;
  /** The newer runs, by their name. Their data are made when a page asks for them */
  readonly #newer = new Map<string, LiveData | undefined>();
  /** Distinguishes the versions of this server from those of an earlier one, which also counted from 1. */
  readonly #server = randomBytes(6).toString('hex');
  #version = 1;
  /** Milliseconds that the present version took, and when there may be another */
  #cost = 0;
  #notBefore = 0;

  /** Reads the runs. @throws if a file cannot be read */
  constructor(private readonly watched: WatchedRuns) {
    const { folders, logdir } = watched;
    this.#finder = logdir === undefined ? undefined : new RunFinder(logdir);
    this.#newest = this.#finder?.newest();
    const isNewest = folders.length === 0 && this.#newest !== undefined;
    this.#main = new LiveData(isNewest ? [this.#newest!.folder] : folders, logdir);
  }

  /** Name of the present version: the ETag, and the id of the event that announces it. */
  get version(): string {
    return `${this.#server}-${this.#version}`;
  }

  /** Reads what is new in the files; whether there was something. Not so often that it would take much time, or `now`. */
  refresh(now = false): boolean {
    const start = performance.now();
    if (!now && start < this.#notBefore) return false;
    const isNewer = this.#lookForNewer();
    const changed = this.#all().map(data => data.poll());
    if (!isNewer && !changed.includes(true)) return false;
    this.#version++;
    this.#cost = 0;
    this.#spent(start);
    return true;
  }

  /** Data of the watched runs, or of the newer one of this name. Undefined if there is none. */
  json(name: string | null): Buffer | undefined {
    const start = performance.now();
    const json = this.#dataOf(name)?.json();
    this.#spent(start);
    return json;
  }

  #dataOf(name: string | null): LiveData | undefined {
    if (name === null) return this.#main;
    const known = this.#newer.get(name);
    if (known || !this.#newer.has(name)) return known;
    const data = new LiveData([join(this.#finder!.logdir, name)]);
    this.#newer.set(name, data);
    this.#offer();
    return data;
  }

  #all(): LiveData[] {
    return [this.#main, ...[...this.#newer.values()].filter(data => data !== undefined)];
  }

  /** Whether there is one. */
  #lookForNewer(): boolean {
    const newest = this.#finder?.newest();
    const before = this.#newest;
    if (!newest || newest.folder === before?.folder) return false;
    // If the newest one is deleted, an older one is the newest.
    if (before && newest.started < before.started) return false;
    this.#newest = newest;
    this.#newer.set(basename(newest.folder), undefined);
    if (this.watched.follow || this.#main.folders.length === 0) this.#main = new LiveData([newest.folder]);
    this.#offer();
    return true;
  }

  /** Every page that does not show the newest run offers it. */
  #offer(): void {
    const newest = this.#newest?.folder;
    for (const data of this.#all()) {
      const isShown = newest === undefined || data.folders.includes(newest);
      data.newer = isShown ? undefined : basename(newest);
    }
  }

  #spent(start: number): void {
    const now = performance.now();
    this.#cost += now - start;
    this.#notBefore = now + REST * this.#cost;
  }
}

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { warn } from '../../src/base/console.js';
import { writeWhole } from '../../src/files/wholeFile.js';
import type { RunInfo } from '../schema/runInfo.js';
import { LOG, type LogEntry, LogFile } from '../sinks/logFile.js';

/** A folder of its own for each run. */
export interface RunFolder {
  readonly path: string;
  /** The name it got: the wished one, or with a number added */
  readonly name: string;
}

/** Makes `<logdir>/<name>`, or `<name>-2`, `<name>-3`... where that exists: earlier runs are never written to. */
export function createRunFolder(logdir: string, wished: string): RunFolder {
  mkdirSync(logdir, { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? wished : `${wished}-${attempt}`;
    const path = join(logdir, name);
    try {
      mkdirSync(path);
      return { path, name };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Writes run.json; it is on the disk itself when this returns, since nothing can be read without it. */
export function writeRunInfo(folder: string, run: RunInfo): void {
  writeWhole(join(folder, 'run.json'), `${JSON.stringify(run, null, 2)}\n`, { flush: true });
}

const NEWLINE = 10;

/** What a run folder did not take. */
export interface Untaken {
  readonly run: RunInfo | undefined;
  /** Lines of a metrics.jsonl that was deleted; they come before the entries */
  readonly before: Uint8Array;
  readonly entries: readonly LogEntry[];
}

/** A run folder among the temporary files, with the records that could not be written to the real one by the end. */
export class RescueFolder {
  #path: string | undefined;

  /** @param name of what did not take it */
  constructor(private readonly name: string) {}

  /** Replaces what was saved before. Says where it is, once, or why it is lost. */
  save(untaken: Untaken): void {
    const lines = untaken.entries.length + untaken.before.filter(byte => byte === NEWLINE).length;
    const what = `${lines} of the lines of ${this.name}, which it did not take,`;
    try {
      const isFirst = this.#path === undefined;
      this.#path ??= mkdtempSync(join(tmpdir(), 'tfjs-nc-rescued-'));
      write(this.#path, untaken);
      if (isFirst) warn(`${what} are in ${join(this.#path, LOG)}`);
    } catch (error) {
      warn(`${what} are lost when this process ends: ${(error as Error).message}`);
    }
  }

  /** The run folder has taken everything. */
  remove(): void {
    const path = this.#path;
    if (path === undefined) return;
    this.#path = undefined;
    warn(`${this.name} takes records again; those that were in ${path} are in it now`);
    rmSync(path, { recursive: true, force: true });
  }
}

function write(folder: string, { run, before, entries }: Untaken): void {
  const path = join(folder, LOG);
  rmSync(path, { force: true });
  const file = new LogFile(path);
  try {
    file.append(before);
    for (const entry of entries) file.log(entry);
  } finally {
    file.close();
  }
  // The tools that read runs need it.
  if (run !== undefined) writeRunInfo(folder, run);
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { argumentError } from '../../src/base/argumentError.js';
import { readInfo, readRun } from './readRun.js';
import type { RunData } from './runData.js';

/**
 * The runs in a folder, oldest first. What is no run folder is passed over.
 *
 * @throws if the folder cannot be read
 */
export function listRuns(logdir: string): RunData[] {
  return foldersIn(logdir)
    .flatMap(name => runIn(join(logdir, name)))
    .sort((a, b) => compareText(a.info.started, b.info.started) || compareText(a.name, b.name));
}

/** The folder of the run in `logdir` that was started last. Undefined if there is none. @throws if it cannot be read */
export function newestRun(logdir: string): string | undefined {
  return new RunFinder(logdir).newest()?.folder;
}

/** Finds the newest run of a folder as often as it is asked to: run.json is read once of each run, and no record. */
export class RunFinder {
  /** When each run began, by its folder's name */
  #started = new Map<string, string>();

  constructor(readonly logdir: string) {}

  /** Its folder, and when it began; undefined if there is none yet. @throws if `logdir` cannot be read */
  newest(): { readonly folder: string; readonly started: string } | undefined {
    const names = existsSync(this.logdir) ? foldersIn(this.logdir) : [];
    this.#started = new Map(names.flatMap(name => this.#startOf(name)));
    const runs = [...this.#started].sort(
      ([name, started], [other, later]) => compareText(started, later) || compareText(name, other),
    );
    const newest = runs.at(-1);
    return newest && { folder: join(this.logdir, newest[0]), started: newest[1] };
  }

  #startOf(name: string): [string, string][] {
    const known = this.#started.get(name);
    if (known !== undefined) return [[name, known]];
    try {
      return [[name, readInfo(join(this.logdir, name)).started]];
    } catch {
      return [];
    }
  }
}

function foldersIn(logdir: string): string[] {
  try {
    const entries = readdirSync(logdir, { withFileTypes: true });
    return entries.filter(entry => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw argumentError('listRuns', 'logdir', 'a folder that can be read', `${logdir} (${code})`);
  }
}

function runIn(folder: string): RunData[] {
  try {
    return [readRun(folder)];
  } catch {
    return [];
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

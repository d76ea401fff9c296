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

/** The folder of the run in `logdir` that was started last, found without reading records. Undefined if there is none. */
export function newestRun(logdir: string): string | undefined {
  if (!existsSync(logdir)) return undefined;
  const runs = foldersIn(logdir).flatMap(name => startOf(join(logdir, name)));
  return runs.sort((a, b) => compareText(a.started, b.started) || compareText(a.folder, b.folder)).at(-1)
    ?.folder;
}

function startOf(folder: string): { folder: string; started: string }[] {
  try {
    return [{ folder, started: readInfo(folder).started }];
  } catch {
    return [];
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

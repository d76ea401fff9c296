import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { newestRun } from '../../run/read/listRuns.js';
import { InputError } from '../../src/base/inputError.js';

/** Where the callback puts its runs. */
export const LOGDIR = 'runs';

/** The run that was started last in ./runs, for a command that is given none. @throws if there is none */
export function newestRunIn(cwd: string): string {
  const newest = newestOf(resolve(cwd, LOGDIR));
  if (newest === undefined) throw new InputError('there is no run in ./runs: name the folder of one');
  return relative(cwd, newest);
}

/** The same of any folder; undefined if there is none, or the folder cannot be read. */
export function newestOf(logdir: string): string | undefined {
  try {
    return newestRun(logdir);
  } catch {
    return undefined;
  }
}

/** Whether there is a folder; `otherwise` where there is nothing. */
export function isFolder(path: string, otherwise = false): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? otherwise;
}

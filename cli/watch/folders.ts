import { relative, resolve } from 'node:path';
import { listRuns } from '../../run/read/listRuns.js';
import { readInfo } from '../../run/read/readRun.js';
import { InputError } from '../../src/base/inputError.js';

/** The run folders that the command line names, or the run that was started last; @throws if there is none */
export function watchedFolders(named: readonly string[], cwd: string): string[] {
  if (named.length === 0) return [newestRun(cwd)];
  for (const folder of named) checkFolder(folder, cwd);
  return [...named];
}

function newestRun(cwd: string): string {
  const newest = runsIn(resolve(cwd, 'runs')).at(-1);
  if (newest === undefined) throw new InputError('there is no run in ./runs: name the folder of one');
  return relative(cwd, newest);
}

/** The folder of all runs is easily taken for one of them. */
function checkFolder(folder: string, cwd: string): void {
  const path = resolve(cwd, folder);
  if (isRun(path)) return;
  const newest = runsIn(path).at(-1);
  const hint = newest === undefined ? '' : `; it holds runs, the newest is ${relative(cwd, newest)}`;
  throw new InputError(`run must be a folder with a run.json, received ${JSON.stringify(folder)}${hint}`);
}

function isRun(folder: string): boolean {
  try {
    readInfo(folder);
    return true;
  } catch {
    return false;
  }
}

/** None where the folder cannot be read. */
function runsIn(logdir: string): string[] {
  try {
    return listRuns(logdir).map(run => run.folder);
  } catch {
    return [];
  }
}

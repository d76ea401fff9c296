import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { readRun } from '../../run/read/readRun.js';
import type { RunData } from '../../run/read/runData.js';
import { InputError } from '../../src/base/inputError.js';

/** Reads the run that an argument of the command line names: its folder, or a file in it. */
export function readRunArgument(word: string, cwd: string): RunData {
  const path = resolve(cwd, word);
  if (!existsSync(path)) throw new InputError(`RUN must be the folder of a run, ${word} does not exist`);
  const folder = statSync(path).isDirectory() ? path : dirname(path);
  if (!existsSync(join(folder, 'run.json'))) {
    const hint = `there is no run.json in it (tfjs-nc runs ${word} lists the runs in a folder)`;
    throw new InputError(`RUN must be the folder of a run, received ${word}: ${hint}`);
  }
  try {
    return readRun(folder);
  } catch (error) {
    throw new InputError(`${basename(folder)} cannot be read: ${(error as Error).message}`);
  }
}

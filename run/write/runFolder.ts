import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../src/files/wholeFile.js';
import type { RunInfo } from '../schema/runInfo.js';

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

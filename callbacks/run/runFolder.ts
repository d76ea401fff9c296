import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunInfo } from './describeRun.js';

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

/**
 * Writes a file so that a reader sees all of it, or all of what was there before.
 *
 * @param content in one piece, or in several
 * @param flush whether it must outlive a power loss, not only the process
 */
export function writeWhole(file: string, content: string | readonly string[], { flush = false } = {}): void {
  const part = `${file}.part`;
  try {
    writePart(part, typeof content === 'string' ? [content] : content, flush);
    renameSync(part, file);
  } catch (error) {
    // On a full disk it would be in the way.
    rmSync(part, { force: true });
    throw error;
  }
}

function writePart(part: string, pieces: readonly string[], flush: boolean): void {
  const file = openSync(part, 'w');
  try {
    for (const piece of pieces) writeFileSync(file, piece);
    if (flush) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

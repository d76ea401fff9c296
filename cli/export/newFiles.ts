import { lstatSync, mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../src/base/inputError.js';
import { writeWhole } from '../../src/files/wholeFile.js';

/** A file that is to be written. */
export interface NewFile {
  readonly path: string;
  readonly text: string;
}

interface Place {
  readonly cwd: string;
  /** Whether files that are there are replaced */
  readonly force: boolean;
  /** Made where it is missing */
  readonly folder?: string;
}

/** Writes all of the files, or none where one of them is there. Each appears as a whole. */
export function writeNew(files: readonly NewFile[], { cwd, force, folder }: Place): void {
  const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false });
  const parent = folder === undefined ? undefined : statSync(resolve(cwd, folder), { throwIfNoEntry: false });
  if (parent && !parent.isDirectory())
    throw new InputError(`--output must be a folder for --svg, received the file ${folder}`);
  for (const { path } of files) {
    const found = isThere(resolve(cwd, path));
    if (found?.isDirectory()) throw new InputError(`--output must be a file, received the folder ${path}`);
    if (found && !force) throw new InputError(`${path} is there already (--force replaces it)`);
  }
  try {
    if (folder !== undefined && !parent) mkdirSync(resolve(cwd, folder));
    for (const { path, text } of files) {
      const file = resolve(cwd, path);
      writeWhole(file, text, { part: `${file}.${process.pid}.part` });
    }
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, folder ?? files[0]?.path ?? '');
  }
}

function explained({ code, message }: NodeJS.ErrnoException, path: string): Error {
  if (code === 'ENOENT') return new InputError(`--output must be in a folder that exists, received ${path}`);
  return new Error(`cannot write ${path}: ${message}`);
}

/** Names that a file can have, each of them once. Reported numbers have names of the user's. */
export function namedApart<T extends { readonly name: string }>(all: readonly T[]): T[] {
  const taken = new Set<string>();
  return all.map(one => {
    const name = one.name.replace(/[^\w.-]+/g, '_');
    // Many file systems take a and A for the same.
    const free = [name, ...all.map((_, i) => `${name}-${i + 2}`)].find(it => !taken.has(it.toLowerCase()))!;
    taken.add(free.toLowerCase());
    return { ...one, name: free };
  });
}

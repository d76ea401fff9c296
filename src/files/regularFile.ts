import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';

/** A path that leads to something that is no file. Reading it could wait for ever, or have no end. */
export class NotAFileError extends Error {
  override readonly name = 'NotAFileError';

  /** @param found `a named pipe`, `a folder`... */
  constructor(
    path: string,
    readonly found: string,
  ) {
    super(`${path} must be a file, and is ${found}`);
  }
}

/** Where nobody writes to a named pipe, opening it does not wait. Without a meaning for files, and on Windows. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Opens a file to read it, through links as well. @throws NotAFileError for pipes, devices, sockets and folders, which a
 * folder that somebody else has made may hold; what the file system says
 */
export function openRegular(path: string): number {
  // Opening a device can do something.
  requireFile(statSync(path), path);
  return requireOpenFile(openSync(path, READ), path);
}

/** The descriptor of what was opened. @throws NotAFileError, and closes it, unless that is a file */
export function requireOpenFile(file: number, path: string): number {
  try {
    requireFile(fstatSync(file), path);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The same, without the thread. */
export async function openRegularAsync(path: string): Promise<FileHandle> {
  requireFile(await stat(path), path);
  const file = await open(path, READ);
  try {
    requireFile(await file.stat(), path);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The text of a file. @throws as {@link openRegular} */
export function readTextFile(path: string): string {
  const file = openRegular(path);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** The bytes of a file. @throws as {@link openRegular} */
export async function readFileBytes(path: string): Promise<Buffer> {
  const file = await openRegularAsync(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** @throws NotAFileError unless it is one */
function requireFile(found: Stats, path: string): void {
  if (!found.isFile()) throw new NotAFileError(path, kindOf(found));
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isCharacterDevice() || found.isBlockDevice() ? 'a device' : 'something else';
}

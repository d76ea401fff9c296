import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** All may be left out. */
export interface WholeFileOptions {
  /** Whether it must outlive a power loss, not only the process; default no */
  readonly flush?: boolean;
  /** Where it is written before it takes its place; default the file with `.part` */
  readonly part?: string;
}

/**
 * Writes a file so that a reader sees all of it, or all of what was there before. A link in its place is replaced, and
 * one in the place of the part too: neither is written through.
 *
 * The package write-file-atomic does write through a link, which test/security/foreignFolder.test.ts forbids.
 *
 * @param content in one piece, or in several
 */
export function writeWhole(
  file: string,
  content: string | readonly string[],
  { flush = false, part = `${file}.part` }: WholeFileOptions = {},
): void {
  // Left by a process that was killed, or put there by somebody else.
  rmSync(part, { force: true });
  try {
    writePart(part, typeof content === 'string' ? [content] : content, flush);
    renameSync(part, file);
  } catch (error) {
    // On a full disk it would be in the way.
    rmSync(part, { force: true });
    throw error;
  }
}

/** Flags for a file that must be new: opening fails where something with its name exists by now. */
const NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);

function writePart(part: string, pieces: readonly string[], flush: boolean): void {
  const file = openSync(part, NEW, 0o666);
  try {
    for (const piece of pieces) writeFileSync(file, piece);
    if (flush) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

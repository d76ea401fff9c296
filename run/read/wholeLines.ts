import { closeSync, fstatSync, readSync } from 'node:fs';
import { openRegular } from '../../src/files/regularFile.js';

/** Bytes that are read at a time: a string of V8 cannot hold a file of any size. */
const CHUNK = 16 * 2 ** 20;

/** The smallest buffer: a file may grow while it is read. */
const SMALLEST = 4096;

const NEWLINE = 10;

/**
 * The text of a file in pieces that end where a line does; the last one ends where the file does.
 *
 * @param chunk bytes that are read at a time; a longer line is a longer piece
 * @throws if the file cannot be read, or is none
 */
export function* wholeLines(path: string, chunk = CHUNK): Generator<string> {
  const file = openRegular(path);
  try {
    const length = Math.min(chunk, Math.max(fstatSync(file).size, SMALLEST));
    let parts: Buffer[] = [];
    for (let bytes = nextOf(file, length); bytes.length > 0; bytes = nextOf(file, length)) {
      const end = bytes.lastIndexOf(NEWLINE) + 1;
      if (end === 0) {
        parts.push(bytes);
        continue;
      }
      yield Buffer.concat([...parts, bytes.subarray(0, end)]).toString('utf8');
      parts = [bytes.subarray(end)];
    }
    const rest = Buffer.concat(parts);
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}

function nextOf(file: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, readSync(file, bytes, 0, length, null));
}

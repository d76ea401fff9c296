import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { DatasetFileError } from '../../src/files/datasetErrors.js';
import { readFileBytes } from '../../src/files/regularFile.js';

/** No file of these datasets is larger than 154 MB: more is a wrong file or a gzip bomb. */
const MAX_BYTES = 256 * 2 ** 20;

const inflate = promisify(gunzip);

/** Whether the bytes begin a gzip stream. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Inflates a gzip stream; one that is cut, damaged (CRC) or too large is a {@link DatasetFileError} naming `file`. */
export async function gunzipBytes(
  bytes: Uint8Array,
  file: string,
  maxBytes: number = MAX_BYTES,
): Promise<Uint8Array> {
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const found = code === 'ERR_BUFFER_TOO_LARGE' ? `more than ${maxBytes} bytes in it` : message;
    throw new DatasetFileError(file, 'a complete gzip stream', found, { cause });
  }
}

/** Reads a plain or gzip file, told apart by content, not by name. */
export async function readBytes(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size > MAX_BYTES) throw new DatasetFileError(file, `at most ${MAX_BYTES} bytes`, `${size} bytes`);
  const bytes = await readFileBytes(file);
  return isGzip(bytes) ? gunzipBytes(bytes, file) : bytes;
}

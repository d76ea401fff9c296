import { DatasetFileError } from './datasetErrors.js';
import { NotAFileError } from './regularFile.js';

/** The error for a file that could not be read. It names the file once: what the file system says names it again. */
export function readFault(file: string, expected: string, cause: unknown): DatasetFileError {
  if (cause instanceof NotAFileError) return new DatasetFileError(file, 'a file', cause.found, { cause });
  return new DatasetFileError(file, expected, faultWithoutPath(cause), { cause });
}

/** `ENOENT: no such file or directory, open '/a/b'` without the part that names the path. */
export function faultWithoutPath(cause: unknown): string {
  const { code, syscall, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'none: there is no such file';
  if (code === undefined || syscall === undefined) return message;
  return message.split(`, ${syscall}`, 1)[0]!;
}

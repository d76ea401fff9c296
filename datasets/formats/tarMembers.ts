import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { describeValue } from '../../src/base/describeValue.js';
import { DatasetFileError } from '../../src/files/datasetErrors.js';

/** Larger than any member we ask for (a CIFAR-100 training file has 154 MB), and than any archive (185 MB). */
const LIMITS = { member: 256 * 2 ** 20, archive: 512 * 2 ** 20 };

/**
 * Reads the named members of a .tar.gz into memory, in the order of `names`; their folders in the archive do not
 * matter. Nothing is ever written to disk, so no path in an archive can lead anywhere.
 *
 * Throws {@link DatasetFileError} for a damaged archive or one that lacks a member.
 */
export async function readTarMembers(
  archive: string,
  names: readonly string[],
  limits = LIMITS,
): Promise<Uint8Array[]> {
  const members = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  const isWanted = ({ name, type, size }: { name: string; type?: string; size: number }) => {
    // Links are ignored: their target is not in the archive, or is there under its own name.
    const base = posix.basename(name);
    if (type !== 'file' || !names.includes(base)) return false;
    const shown = describeValue(name);
    if (size > limits.member)
      throw new DatasetFileError(archive, `${shown} of at most ${limits.member} bytes`, `${size} bytes`);
    if (seen.has(base)) throw new DatasetFileError(archive, `one ${base}`, `a second one, ${shown}`);
    seen.add(base);
    return true;
  };
  const gunzip = createGunzip();
  const bounded = atMost(limits.archive, archive);
  const [inflated, entries] = await Promise.allSettled([
    pipeline(createReadStream(archive), gunzip, bounded),
    unpackTar(Readable.toWeb(bounded) as ReadableStream<Uint8Array>, { strict: true, filter: isWanted }),
  ]);
  for (const failed of [inflated, entries]) {
    if (failed.status === 'rejected') throw damaged(archive, failed.reason);
  }
  if (entries.status === 'fulfilled') {
    for (const { header, data } of entries.value) members.set(posix.basename(header.name), data!);
  }
  return names.map(name => {
    const member = members.get(name);
    if (member === undefined) throw new DatasetFileError(archive, `${name} in the archive`, 'no such member');
    return member;
  });
}

/** Passes on what it gets, up to a limit: a few kilobytes of gzip can be gigabytes. */
function atMost(bytes: number, archive: string): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed <= bytes) done(null, chunk);
      else done(new DatasetFileError(archive, `at most ${bytes} bytes in the archive`, 'more'));
    },
  });
}

function damaged(archive: string, cause: unknown): DatasetFileError {
  if (cause instanceof DatasetFileError) return cause;
  return new DatasetFileError(archive, 'a complete .tar.gz archive', (cause as Error).message, { cause });
}

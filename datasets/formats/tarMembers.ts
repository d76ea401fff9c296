import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { DatasetFileError } from '../errors.js';

/** Larger than any member we ask for (a CIFAR-100 training file has 154 MB). */
const MAX_MEMBER_BYTES = 256 * 2 ** 20;

/**
 * Reads the named members of a .tar.gz into memory, in the order of `names`; their folders in the archive do not
 * matter. Nothing is ever written to disk, so no path in an archive can lead anywhere.
 *
 * Throws {@link DatasetFileError} for a damaged archive or one that lacks a member.
 */
export async function readTarMembers(archive: string, names: readonly string[]): Promise<Uint8Array[]> {
  const members = new Map<string, Uint8Array>();
  const isWanted = ({ name, type, size }: { name: string; type?: string; size: number }) => {
    const wanted = type === 'file' && names.includes(posix.basename(name));
    if (wanted && size > MAX_MEMBER_BYTES)
      throw new DatasetFileError(archive, `${name} of at most ${MAX_MEMBER_BYTES} bytes`, `${size} bytes`);
    return wanted;
  };
  const gunzip = createGunzip();
  const [inflated, entries] = await Promise.allSettled([
    pipeline(createReadStream(archive), gunzip),
    unpackTar(Readable.toWeb(gunzip) as ReadableStream<Uint8Array>, { strict: true, filter: isWanted }),
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

function damaged(archive: string, cause: unknown): DatasetFileError {
  if (cause instanceof DatasetFileError) return cause;
  return new DatasetFileError(archive, 'a complete .tar.gz archive', (cause as Error).message, { cause });
}

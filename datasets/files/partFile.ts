import { randomBytes } from 'node:crypto';
import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isRunning } from '../../src/files/isRunning.js';
import { sizeOf } from './fetchToFile.js';

const OWNED = /\.(\d+)-[0-9a-f]+\.part$/;

/** Parts of `target` that nobody is writing: given up in an orderly way, or left by a process that was killed. */
async function abandonedParts(target: string): Promise<string[]> {
  const folder = dirname(target);
  const names = (await readdir(folder)).filter(
    name => name.startsWith(`${basename(target)}.`) && name.endsWith('.part'),
  );
  const isAbandoned = (name: string) => {
    const owner = OWNED.exec(name)?.[1];
    return owner === undefined || !isRunning(Number(owner));
  };
  return names.filter(isAbandoned).map(name => join(folder, name));
}

/**
 * A part file for `target` that belongs to this call alone, so that concurrent downloads of the same file, also
 * by other processes, never write into each other. Takes over the longest abandoned part: renaming is atomic, of
 * several who want it one gets it.
 */
export async function claimPart(target: string): Promise<string> {
  const own = `${target}.${process.pid}-${randomBytes(6).toString('hex')}.part`;
  const parts = await Promise.all(
    (await abandonedParts(target)).map(async p => [await sizeOf(p), p] as const),
  );
  const longest = parts.filter(([size]) => size > 0).sort(([a], [b]) => b - a)[0]?.[1];
  if (longest !== undefined) await rename(longest, own).catch(() => undefined);
  return own;
}

/** Leaves a part for a later call to resume; an empty one is removed. */
export async function releasePart(own: string, target: string): Promise<void> {
  if ((await sizeOf(own)) > 0) await rename(own, `${target}.part`);
  else await rm(own, { force: true });
}

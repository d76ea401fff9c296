import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import type { FailedPlace } from '../../src/files/datasetErrors.js';
import { isRunning } from '../../src/files/isRunning.js';
import { isGzip } from '../formats/readBytes.js';
import type { RemoteFile } from './datasetFiles.js';
import type { DownloadOptions } from './downloadOptions.js';
import { type FetchOptions, fetchToFile, sizeOf } from './fetchToFile.js';
import { TransferError } from './transferError.js';

type Resolved = FetchOptions & Required<Pick<DownloadOptions, 'retries' | 'backoffMs'>>;

function resolveOptions(options: DownloadOptions): Resolved {
  const { retries = 3, backoffMs = 500, connectTimeoutMs = 10_000, stallTimeoutMs = 30_000 } = options;
  return { ...options, retries, backoffMs, connectTimeoutMs, stallTimeoutMs };
}

/** Repeats {@link fetchToFile} while its failures are transient; progress earns a fresh set of attempts. */
async function fetchWithRetries(url: string, part: string, remote: RemoteFile, options: Resolved) {
  let longest = await sizeOf(part);
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchToFile(url, part, remote, options);
    } catch (error) {
      const length = await sizeOf(part);
      if (length > longest) attempt = 0;
      longest = Math.max(longest, length);
      const transient = error instanceof TransferError && error.transient;
      if (!transient || attempt >= options.retries) throw error;
      await sleep(options.backoffMs * 2 ** attempt, undefined, { signal: options.signal });
    }
  }
}

/** A verified copy of `url` in `part`; if the beginning is from another download and the copy is bad, it is downloaded again as a whole. */
async function fetchVerified(
  url: string,
  part: string,
  remote: RemoteFile,
  options: Resolved,
): Promise<void> {
  const resumed = (await sizeOf(part)) > 0;
  await fetchWithRetries(url, part, remote, options);
  try {
    await requireCheckSum(part, remote);
  } catch (error) {
    await rm(part, { force: true });
    if (!resumed) throw error;
    await fetchVerified(url, part, remote, options);
  }
}

async function downloadFromMirrors(
  remote: RemoteFile,
  target: string,
  mirrors: readonly string[],
  options: Resolved,
  tried: FailedPlace[],
): Promise<string | undefined> {
  const part = await claimPart(target);
  try {
    for (const mirror of mirrors) {
      const url = new URL(remote.name, mirror).href;
      try {
        await fetchVerified(url, part, remote, options);
        await rename(part, target);
        return mirror;
      } catch (error) {
        if (!(error instanceof TransferError)) throw error;
        tried.push({ place: `download ${url}`, reason: error.message });
      }
    }
    return undefined;
  } finally {
    await releasePart(part, target);
  }
}

/** Downloads into the same file within this process take turns: the second one finds the file there. */
const queues = new Map<string, Promise<unknown>>();

async function takeTurn<T>(target: string, job: () => Promise<T>): Promise<T> {
  const turn = (queues.get(target) ?? Promise.resolve()).then(job, job);
  queues.set(target, turn);
  try {
    return await turn;
  } finally {
    if (queues.get(target) === turn) queues.delete(target);
  }
}

/**
 * Downloads `remote` to `target` unless it is there: mirrors in turn, transient failures retried with exponential
 * backoff, cut transfers resumed, SHA-256 checked, and only then renamed to `target`, so that no reader sees half
 * a file. Returns the mirror that had it, or undefined with the reasons added to `tried`.
 */
export async function download(
  remote: RemoteFile,
  target: string,
  mirrors: readonly string[],
  options: DownloadOptions,
  tried: FailedPlace[],
): Promise<string | undefined> {
  return takeTurn(target, async () => {
    const there = await stat(target).then(
      () => true,
      () => false,
    );
    if (there) return mirrors[0];
    try {
      await mkdir(dirname(target), { recursive: true });
    } catch (error) {
      tried.push({ place: `download to ${dirname(target)}`, reason: (error as Error).message });
      return undefined;
    }
    return downloadFromMirrors(remote, target, mirrors, resolveOptions(options), tried);
  });
}

async function startsAsGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const start = new Uint8Array(2);
    await file.read(start, 0, 2, 0);
    return isGzip(start);
  } finally {
    await file.close();
  }
}

/** Throws a {@link TransferError} unless the downloaded file has the published SHA-256. */
export async function requireCheckSum(path: string, { sha256, sumOf }: RemoteFile): Promise<void> {
  const hash = createHash('sha256');
  try {
    if (sumOf === 'content' && (await startsAsGzip(path)))
      await pipeline(createReadStream(path), createGunzip(), hash);
    else await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new TransferError(`damaged: ${(cause as Error).message}`, false, { cause });
  }
  const found = hash.digest('hex');
  if (found !== sha256)
    throw new TransferError(`SHA-256 of the ${sumOf}: expected ${sha256}, found ${found}`, false);
}

const OWNED = /\.(\d+)-[0-9a-f]+\.part$/;

/** Abandoned parts of `target`: given up in an orderly way, or left by a killed process. */
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
 * by other processes, never write into each other. Takes over the longest abandoned part. Renaming is atomic, so
 * that only one of several calls gets it.
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

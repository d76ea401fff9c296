import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRunning } from '../../../src/files/isRunning.js';
import { NoNetworkError, type PipRequest, pipDownload } from './pip.js';
import { findTensorflowFiles, type TensorflowFiles } from './tensorflowFiles.js';
import { unpackWheel, wheelIdentity } from './wheel.js';

/** The TensorFlow that setup-native takes from pip unless told otherwise: the one tested with tfjs-node 4.22. */
export const TESTED_TENSORFLOW = '2.21.0';

export interface PipSource {
  request: Omit<PipRequest, 'version'>;
  /** As asked for by the user; undefined takes {@link TESTED_TENSORFLOW}, or the newest where pip lacks that. */
  version: string | undefined;
  /** The per-user cache: one folder per TensorFlow version is kept there. */
  cacheDir: string;
  arch: string;
  report(line: string): void;
}

/**
 * TensorFlow's files out of the cache, downloaded with pip and unpacked the first time. The cache entry appears by
 * one rename, so an interrupted download never looks finished.
 */
export async function pipTensorflow(source: PipSource): Promise<{ files: TensorflowFiles; version: string }> {
  const wanted = source.version ?? TESTED_TENSORFLOW;
  const cached = entryFolder(source, wanted);
  if (existsSync(cached)) {
    source.report(`TensorFlow ${wanted} is in the cache: ${cached}`);
    return { files: findTensorflowFiles(cached), version: wanted };
  }
  const shelf = join(source.cacheDir, 'tensorflow');
  await removeAbandoned(shelf);
  const work = join(shelf, `${PARTIAL}${process.pid}`);
  const made = await mkdir(work, { recursive: true });
  try {
    const wheel = await download(source, wanted, join(work, 'wheel'));
    const { version } = wheelIdentity(wheel);
    source.report(`unpacking TensorFlow ${version}`);
    await unpackWheel(wheel, join(work, 'files'), source.request.signal);
    findTensorflowFiles(join(work, 'files'));
    const entry = entryFolder(source, version);
    await moveIntoPlace(join(work, 'files'), entry);
    return { files: findTensorflowFiles(entry), version };
  } finally {
    await rm(work, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(shelf, made);
  }
}

const PARTIAL = '.partial-';

/** What a run that was killed left half-downloaded: some hundred MB. */
async function removeAbandoned(shelf: string): Promise<void> {
  if (!existsSync(shelf)) return;
  for (const name of await readdir(shelf)) {
    const pid = Number(name.slice(PARTIAL.length));
    if (!name.startsWith(PARTIAL) || !Number.isInteger(pid)) continue;
    if (pid !== process.pid && isRunning(pid)) continue;
    await rm(join(shelf, name), { recursive: true, force: true });
  }
}

/** Takes away folders that this run made and left empty, from `folder` up to `top`. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at.length >= top.length; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}

async function download(source: PipSource, version: string, folder: string): Promise<string> {
  const { package: name } = source.request;
  source.report(`downloading ${name} ${version} with pip (a few hundred MB, once)`);
  try {
    return await pipDownload({ ...source.request, version }, folder);
  } catch (error) {
    const final = source.version !== undefined || error instanceof NoNetworkError;
    if (final || source.request.signal.aborted) throw error;
    source.report(`pip has no ${name} ${version} here: trying the newest one`);
    return await pipDownload({ ...source.request, version: undefined }, folder);
  }
}

function entryFolder({ cacheDir, request, arch }: PipSource, version: string): string {
  return join(cacheDir, 'tensorflow', `${request.package}-${version}-${arch}`);
}

/** Another run may have been quicker: its entry is as good as ours. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

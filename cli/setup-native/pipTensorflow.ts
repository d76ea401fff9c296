import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type PipRequest, pipDownload } from './pip.js';
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
  const work = join(source.cacheDir, 'tensorflow', `.partial-${process.pid}`);
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
  }
}

async function download(source: PipSource, version: string, folder: string): Promise<string> {
  const { package: name } = source.request;
  source.report(`downloading ${name} ${version} with pip (a few hundred MB, once)`);
  try {
    return await pipDownload({ ...source.request, version }, folder);
  } catch (error) {
    if (source.version !== undefined || source.request.signal.aborted) throw error;
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

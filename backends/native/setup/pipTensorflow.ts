import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRunning } from '../../../src/files/isRunning.js';
import { pipReasons, saysNoNetwork } from './network.js';
import { lastLines, runProgram } from './runProgram.js';
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

/** Removes the partial download of a killed run, some hundred MB. */
async function removeAbandoned(shelf: string): Promise<void> {
  if (!existsSync(shelf)) return;
  for (const name of await readdir(shelf)) {
    const pid = Number(name.slice(PARTIAL.length));
    if (!name.startsWith(PARTIAL) || !Number.isInteger(pid)) continue;
    if (pid !== process.pid && isRunning(pid)) continue;
    await rm(join(shelf, name), { recursive: true, force: true });
  }
}

/** Removes folders that this run made and left empty, from `folder` up to `top`. */
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

/** Another run may have finished first. Its entry is as good. */
async function moveIntoPlace(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}

/** A Python that TensorFlow publishes wheels for: the C library inside is the same whichever Python asks. */
const PYTHON_WITH_WHEELS = '3.12';

export interface PipRequest {
  python: string;
  package: string;
  /** An exact version, or undefined for the newest. */
  version: string | undefined;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** pip reached no server, so asking for another version is useless. */
export class NoNetworkError extends Error {
  override name = 'NoNetworkError';
}

/**
 * Downloads one wheel, without its dependencies, into `folder`, and returns its path. Where pip finds none for the
 * machine's own Python (too old or too new), it is asked for that of Python {@link PYTHON_WITH_WHEELS}.
 *
 * @throws NoNetworkError with pip's reason and the way without a network
 */
export async function pipDownload(request: PipRequest, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const spec = request.version === undefined ? request.package : `${request.package}==${request.version}`;
  const base = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder];
  const run = (extra: string[]) =>
    runProgram(request.python, [...base, ...extra, spec], { env: request.env, signal: request.signal });
  const first = await run([]);
  if (first.code !== 0 && reachedNothing(first.output)) throw noNetwork(spec, first.output);
  if (first.code !== 0 && (await run(['--python-version', PYTHON_WITH_WHEELS])).code !== 0) {
    throw new Error(`pip download ${spec} failed:\n${essence(first.output)}`);
  }
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error(`pip download ${spec} left no wheel in ${folder}`);
  return join(folder, wheel);
}

/** A failed attempt before a successful one does not count: then pip has seen versions. */
function reachedNothing(output: string): boolean {
  return saysNoNetwork(output) && !/\(from versions: (?!none)/.test(output);
}

function noNetwork(spec: string, output: string): NoNetworkError {
  const reasons = pipReasons(output);
  return new NoNetworkError(
    [
      `pip download ${spec} failed: there is no network, or pip's index does not answer:`,
      reasons.length > 0 ? reasons.map(reason => `  ${reason}`).join('\n') : essence(output),
      'Without a network: fetch the wheel where there is one, bring it here, and name it:',
      `  python3 -m pip download --no-deps --only-binary=:all: ${spec}`,
      '  npx tfjs-nc setup-native --tensorflow FILE.whl',
    ].join('\n'),
  );
}

/** pip retries loudly: of its output, the lines that say what is wrong, or else the last ones. */
function essence(output: string): string {
  const errors = output.split('\n').filter(line => line.startsWith('ERROR:'));
  return errors.length > 0 ? errors.join('\n') : lastLines(output, 8);
}

import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { requireArgument } from '../../src/base/argumentError.js';
import { cacheDirectory } from '../../src/files/cacheDirectory.js';
import { DatasetUnavailableError, type FailedPlace } from '../../src/files/datasetErrors.js';
import type { LoadOptions } from '../loadOptions.js';
import type { DatasetFiles, FoundFiles, Layout } from './datasetFiles.js';
import { download } from './download.js';
import { isSecure } from './fetchSecurely.js';

/** Files of a dataset and where they came from, for people. */
export interface ObtainedFiles extends FoundFiles {
  source: string;
}

interface Place {
  label: string;
  folder: string;
}

function places({ dataDir, cacheDir }: LoadOptions): Place[] {
  const environment = process.env.TFJS_NC_DATA_DIR;
  const absolute = (path: string) => (isAbsolute(path) ? path : resolve(path));
  return [
    ...(dataDir === undefined ? [] : [{ label: 'data folder', folder: absolute(dataDir) }]),
    ...(environment ? [{ label: 'data folder', folder: absolute(environment) }] : []),
    { label: 'cache', folder: cacheDir === undefined ? cacheDirectory() : absolute(cacheDir) },
  ];
}

/** Addresses of folders, ending in a slash. */
function mirrorsOf(where: string, dataset: DatasetFiles, { mirrors }: LoadOptions): readonly string[] {
  if (mirrors === undefined) return dataset.mirrors;
  requireArgument(mirrors.length > 0, where, 'mirrors', 'at least one address', mirrors);
  return mirrors.map((mirror, i) => {
    const requirement = 'an https address, or one of this machine';
    requireArgument(isSecure(mirror), where, `mirrors[${i}]`, requirement, mirror);
    return mirror.endsWith('/') ? mirror : `${mirror}/`;
  });
}

/** Downloads what is missing in the cache; undefined, with the reasons in `tried`, if that failed. */
async function downloadAll(
  dataset: DatasetFiles,
  folder: string,
  mirrors: readonly string[],
  options: LoadOptions,
  tried: FailedPlace[],
): Promise<string | undefined> {
  let order = mirrors;
  for (const remote of dataset.remote) {
    const target = join(folder, dataset.id, remote.name);
    const mirror = await download(remote, target, order, options, tried);
    if (mirror === undefined) return undefined;
    order = [mirror, ...mirrors.filter(other => other !== mirror)];
  }
  return order[0];
}

/**
 * The files of a dataset from the first place that has them all: `dataDir`, `TFJS_NC_DATA_DIR`, the cache, and
 * last a download into the cache.
 *
 * Throws {@link DatasetUnavailableError} listing every place and why it failed.
 */
export async function obtainFiles(
  where: string,
  dataset: DatasetFiles,
  options: LoadOptions,
): Promise<ObtainedFiles> {
  const mirrors = mirrorsOf(where, dataset, options);
  const searched = places(options);
  const tried: FailedPlace[] = [];
  for (const { label, folder } of searched) {
    const found = await findFiles(dataset, folder);
    if (!('missing' in found)) return { ...found, source: `${label} ${folder}` };
    tried.push({ place: `${label} ${folder}`, reason: found.missing });
  }
  if (options.download ?? true) {
    const cache = searched.at(-1)!.folder;
    const mirror = await downloadAll(dataset, cache, mirrors, options, tried);
    const found = mirror === undefined ? undefined : await findFiles(dataset, cache);
    if (found !== undefined && !('missing' in found)) return { ...found, source: `download ${mirror}` };
  } else tried.push({ place: 'download', reason: 'switched off (download: false)' });
  throw new DatasetUnavailableError(dataset.title, tried, howToProvide(dataset));
}

function howToProvide({ id, remote }: DatasetFiles): string {
  const names = remote.map(({ name }) => name).join(', ');
  return `To provide it: put ${names} into ${join('<folder>', id)} and pass the folder as dataDir or in TFJS_NC_DATA_DIR.`;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function firstFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  // Kaggle's archives unpack into a folder per file, which has the name of the file.
  const nested = names.flatMap(outer => names.map(inner => join(outer, inner)));
  for (const name of [...names, ...nested].flatMap(plain => [plain, `${plain}.gz`])) {
    const path = join(folder, name);
    if (await isFile(path)) return path;
  }
  return undefined;
}

/**
 * Looks for the files of a dataset in a data folder: in its usual sub-folders first, then directly in it. Returns
 * the first layout that is complete, or says what is missing.
 */
export async function findFiles(
  dataset: Pick<DatasetFiles, 'folders' | 'layouts' | 'lookalikes'>,
  root: string,
): Promise<FoundFiles | { missing: string }> {
  let incomplete: string | undefined;
  for (const folder of [...dataset.folders.map(name => join(root, name)), root]) {
    for (const layout of dataset.layouts) {
      const paths = await Promise.all(layout.files.map(names => firstFile(folder, names)));
      if (paths.every(path => path !== undefined)) return { layout, paths };
      if (paths.some(path => path !== undefined)) incomplete ??= describeMissing(folder, layout, paths);
    }
  }
  const missing = incomplete ?? (await describeEmpty(root, dataset.layouts));
  const other = await describeLookalike(dataset, root);
  return { missing: other === undefined ? missing : `${missing}; ${other}` };
}

async function describeLookalike(
  { folders, lookalikes = [] }: Pick<DatasetFiles, 'folders' | 'lookalikes'>,
  root: string,
): Promise<string | undefined> {
  for (const folder of [root, ...folders.map(name => join(root, name))]) {
    for (const { names, is } of lookalikes) {
      for (const name of names) if (await exists(join(folder, name))) return `${join(folder, name)} is ${is}`;
    }
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function describeMissing(folder: string, layout: Layout, paths: (string | undefined)[]): string {
  const missing = layout.files.filter((_, i) => paths[i] === undefined).map(names => names[0]);
  return `${folder} lacks ${missing.join(', ')}`;
}

async function describeEmpty(root: string, layouts: readonly Layout[]): Promise<string> {
  const exists = await stat(root).then(
    info => info.isDirectory(),
    () => false,
  );
  return exists ? `no ${layouts[0]!.files[0]![0]}[.gz] in it or its sub-folders` : 'no such folder';
}

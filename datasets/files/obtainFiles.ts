import { isAbsolute, join, resolve } from 'node:path';
import { DatasetUnavailableError, type FailedPlace } from '../errors.js';
import type { LoadOptions } from '../loadOptions.js';
import { cacheDirectory } from './cacheDirectory.js';
import type { DatasetFiles, FoundFiles } from './datasetFiles.js';
import { findFiles } from './findFiles.js';

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

/**
 * The files of a dataset from the first place that has them all: `dataDir`, `TFJS_NC_DATA_DIR`, the cache.
 *
 * Throws {@link DatasetUnavailableError} listing every place and why it failed.
 */
export async function obtainFiles(dataset: DatasetFiles, options: LoadOptions): Promise<ObtainedFiles> {
  const tried: FailedPlace[] = [];
  for (const { label, folder } of places(options)) {
    const found = await findFiles(dataset, folder);
    if (!('missing' in found)) return { ...found, source: `${label} ${folder}` };
    tried.push({ place: `${label} ${folder}`, reason: found.missing });
  }
  throw new DatasetUnavailableError(dataset.title, tried, howToProvide(dataset));
}

function howToProvide({ id, remote }: DatasetFiles): string {
  const names = remote.map(({ name }) => name).join(', ');
  return `To provide it: put ${names} into ${join('<folder>', id)} and pass the folder as dataDir or in TFJS_NC_DATA_DIR.`;
}

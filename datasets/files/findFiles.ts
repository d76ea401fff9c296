import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetFiles, FoundFiles, Layout } from './datasetFiles.js';

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

import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

/**
 * The folder of package `name` as the module at `from` resolves it (symbolic links resolved), or undefined where it
 * resolves to nothing. `via` are packages on the way: tfjs-node reaches tfjs-core through `@tensorflow/tfjs`.
 */
export function packageFolder(name: string, from: string, via: readonly string[] = []): string | undefined {
  let anchor = from;
  try {
    for (const step of [...via, name]) anchor = createRequire(anchor).resolve(`${step}/package.json`);
    return realpathSync(dirname(anchor));
  } catch {
    return undefined;
  }
}

/**
 * The folders of all copies of a tf.js package that this process has loaded so far through Node's CommonJS loader
 * (which is what Node uses for tf.js 4.22, imported or required). More than one is the classic failure: tensors and
 * backends of one copy are unknown to the other, and `instanceof` checks fail.
 *
 * @param name for example `@tensorflow/tfjs-core` or `@tensorflow/tfjs-layers`
 */
export function loadedCopies(name: string): string[] {
  const marker = `${sep}node_modules${sep}${name.replaceAll('/', sep)}${sep}`;
  const folders = Object.keys(createRequire(import.meta.url).cache)
    .filter(file => file.includes(marker))
    .map(file => file.slice(0, file.lastIndexOf(marker) + marker.length - 1));
  return [...new Set(folders)].sort();
}

/** The sentence for two copies of a package: both paths and what to do about it. */
export function copiesMessage(name: string, folders: readonly string[]): string {
  return (
    `there are ${folders.length} copies of ${name}: ${folders.join(' and ')}. ` +
    `tf.js needs exactly one: see them with "npm ls ${name}", then install the same version everywhere ` +
    '("npm dedupe"), or pin it under "overrides" in package.json'
  );
}

/** Throws if `packageFile` (a package.json path) resolves another tfjs-core than this package does. */
export function requireOneCore(packageFile: string, via: readonly string[]): void {
  const name = '@tensorflow/tfjs-core';
  const ours = packageFolder(name, import.meta.url);
  const theirs = packageFolder(name, packageFile, via);
  if (ours === undefined || theirs === undefined || ours === theirs) return;
  throw new Error(copiesMessage(name, [ours, theirs]));
}

/** The `version` of an installed package by its folder. */
export function packageVersion(folder: string): string {
  const read = createRequire(import.meta.url);
  return (read(join(folder, 'package.json')) as { version: string }).version;
}

import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { coerce, satisfies } from 'semver';

/** The parts of a package.json that are used here. */
export interface PackageJson {
  name?: string;
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** An installed package; `folder` with symbolic links resolved, as Node identifies modules. */
export interface Installed {
  name: string;
  version: string;
  folder: string;
  manifest: PackageJson;
}

/**
 * The package `name` as modules in `from` resolve it: the first `node_modules/<name>` upwards. Unlike `require.resolve`
 * it also sees packages that do not export their package.json.
 */
export function resolveInstalled(name: string, from: string): Installed | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const installed = readInstalled(join(folder, 'node_modules', name));
    if (installed !== undefined) return installed;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The package in a folder, or undefined where there is none or its package.json cannot be read. */
export function readInstalled(folder: string): Installed | undefined {
  if (!existsSync(join(folder, 'package.json'))) return undefined;
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
    const { name = '(unnamed)', version = '(no version)' } = manifest;
    return { name, version, folder: realpathSync(folder), manifest };
  } catch {
    return undefined;
  }
}

/** Whether a version lies in a range as package.json has them; a pre-release counts as the version that it precedes. */
export function inRange(version: string, range: string): boolean {
  return satisfies(coerce(version) ?? version, range);
}

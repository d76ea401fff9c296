import { join } from 'node:path';
import type { PackageJson } from '../../../../backends/native/checks/installed.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

/**
 * A project folder with a package.json per key: `''` is the project, `'node_modules/a'` a package. Names are taken from the
 * path, versions are 1.0.0, unless given.
 */
export function fakeProject(packages: Record<string, PackageJson>): string {
  const project = tempFolder();
  const files = Object.entries({ '': {}, ...packages }).map(([place, manifest]) => {
    const name = place === '' ? 'project' : place.slice(place.lastIndexOf('node_modules/') + 13);
    return [join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest })];
  });
  writeTree(project, Object.fromEntries(files));
  return project;
}

export const CORE = '@tensorflow/tfjs-core';
export const LAYERS = '@tensorflow/tfjs-layers';

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { napiVersion } from '../setup/build.js';
import { readManifest } from '../setup/manifest.js';
import { shown } from './place.js';

/** Facts about the files of tfjs-node: where its TensorFlow is from, and why its binding cannot load if so. */
export function bindingDetails(folder: string, project: string): string[] {
  const manifest = readManifest(folder);
  const origin =
    manifest === undefined
      ? "TensorFlow as the package's own install script brings it"
      : `TensorFlow ${manifest.tensorflow} by setup-native, from ${'path' in manifest.source ? manifest.source.path : 'pip'}`;
  const gap = missingBinding(folder, project);
  return gap === undefined ? [origin] : [gap];
}

/** What is missing of the binding, or undefined where its files are there. */
export function missingBinding(folder: string, project: string): string | undefined {
  const built = list(join(folder, 'lib'))
    .filter(name => existsSync(join(folder, 'lib', name, 'tfjs_binding.node')))
    .map(name => Number(name.replace('napi-v', '')));
  const wanted = wantedVersion(folder);
  if (wanted === undefined) return 'its package.json does not say for which N-API versions it is built';
  const where = shown(join(folder, 'lib'), project);
  if (built.length === 0) return `there is no binding in ${where}: its install script did not run, or failed`;
  if (!built.includes(wanted)) {
    return `the binding in ${where} is for N-API ${built.join(', ')}; this Node loads the one for ${wanted}`;
  }
  const libraries = list(join(folder, 'deps', 'lib'));
  // On Windows the library lies beside the binding.
  if (process.platform !== 'win32' && !libraries.some(name => name.startsWith('libtensorflow'))) {
    return `there is no libtensorflow in ${shown(join(folder, 'deps', 'lib'), project)}`;
  }
  return undefined;
}

/** A package that is damaged is a finding, not an end of the doctor. */
function wantedVersion(folder: string): number | undefined {
  try {
    return napiVersion(folder);
  } catch {
    return undefined;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

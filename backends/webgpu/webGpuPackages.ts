import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import { packageVersion, requireOneCore } from '../tfjsCopies.js';
import type { DawnPackage, WebGpuDevice } from './webGpuTypes.js';

/** tf.js's own backend, as far as it is used here; its type declarations need those of a browser. */
export interface TfjsWebGpuBackend extends KernelBackend {
  readonly tensorMap: { get(dataId: object): { readonly values: unknown; readonly dtype: string } };
}

export interface TfjsWebGpuPackage {
  readonly WebGPUBackend: new (device: WebGpuDevice, info: object) => TfjsWebGpuBackend;
}

/** The two optional packages. */
export interface WebGpuPackages {
  readonly dawn: DawnPackage;
  readonly tfjs: TfjsWebGpuPackage;
  readonly versions: Record<string, string>;
}

const DAWN = 'webgpu';
const TFJS = '@tensorflow/tfjs-backend-webgpu';

/**
 * Loads the two optional packages, looked up from each of `anchors` (files) in turn: beside this package first.
 *
 * @throws Error saying which to install; or that Dawn has no build for this machine; or that there are two copies of
 * tfjs-core
 */
export async function loadWebGpuPackages(anchors: readonly string[]): Promise<WebGpuPackages> {
  const dawnFile = entryOf(DAWN, anchors);
  const tfjsFile = entryOf(TFJS, anchors);
  if (dawnFile === undefined || tfjsFile === undefined) {
    const missing = [dawnFile === undefined && DAWN, tfjsFile === undefined && TFJS].filter(Boolean);
    const are = missing.length === 1 ? 'is' : 'are';
    throw new Error(`${missing.join(' and ')} ${are} not installed (npm install ${DAWN} ${TFJS}@4.22.0)`);
  }
  const tfjsFolder = dirname(dirname(tfjsFile));
  requireOneCore(join(tfjsFolder, 'package.json'), []);
  const dawn = await loadDawn(dawnFile);
  const tfjs = createRequire(import.meta.url)(tfjsFile) as TfjsWebGpuPackage;
  const versions = {
    webgpu: packageVersion(dirname(dawnFile)),
    'tfjs-backend-webgpu': packageVersion(tfjsFolder),
  };
  return { dawn, tfjs, versions };
}

/** Imported at run time: the package is a native module of 20 MB, which only WebGPU needs. */
async function loadDawn(file: string): Promise<DawnPackage> {
  try {
    return (await import(pathToFileURL(file).href)) as DawnPackage;
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    const machine = `${process.platform} ${process.arch}`;
    throw new Error(`the package ${DAWN} does not load on ${machine}: ${reason}`, { cause: error });
  }
}

function entryOf(name: string, anchors: readonly string[]): string | undefined {
  for (const anchor of anchors) {
    try {
      return createRequire(anchor).resolve(name);
    } catch {
      // Not resolvable from here: try the next anchor.
    }
  }
  return undefined;
}

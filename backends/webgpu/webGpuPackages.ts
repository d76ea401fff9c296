import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KernelBackend } from '@tensorflow/tfjs-core';
import { packageVersion, requireOneCore } from '../tfjsCopies.js';
import { explainNoAdapter } from './explainNoAdapter.js';
import type { ResolvedWebGpuOptions } from './webGpuOptions.js';
import type { DawnPackage, WebGpu, WebGpuAdapter, WebGpuDevice } from './webGpuTypes.js';

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

/** A device, and what must stay alive as long as it is used. */
export interface OpenDevice {
  readonly gpu: WebGpu;
  readonly adapter: WebGpuAdapter;
  readonly device: WebGpuDevice;
}

/** What tf.js asks for where the GPU has it: times of kernels, and drawing into a canvas. */
const FEATURES = ['timestamp-query', 'bgra8unorm-storage'] as const;

/** Exact times of kernels. Browsers round them to 0.1 ms, so that a page cannot spy on others. */
const EXACT_TIMES = 'disable-dawn-features=timestamp_quantization';

/**
 * A device with all limits of its adapter: by default a device has those that every phone has, 128 MiB per tensor and
 * 16 KiB per workgroup among them.
 *
 * @throws Error with what to install where there is no adapter, or with the names of those that there are
 */
export async function openDevice(dawn: DawnPackage, options: ResolvedWebGpuOptions): Promise<OpenDevice> {
  const { adapter: name, powerPreference } = options;
  const gpu = dawn.create([EXACT_TIMES, ...(name === undefined ? [] : [`adapter=${name}`])]);
  const adapter = await findAdapter(gpu, powerPreference, name);
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter(feature => adapter.features.has(feature)),
    requiredLimits: limitsOf(adapter),
  });
  return { gpu, adapter, device };
}

async function findAdapter(
  gpu: WebGpu,
  powerPreference: ResolvedWebGpuOptions['powerPreference'],
  name: string | undefined,
): Promise<WebGpuAdapter> {
  let adapter: WebGpuAdapter | null;
  try {
    adapter = await gpu.requestAdapter({ powerPreference });
  } catch (error) {
    // Dawn's own message lists the adapters, each in a line of its own.
    const message = error instanceof Error ? error.message : String(error);
    const found = [...message.matchAll(/^ \* (.*)$/gm)].map(([, line]) => line);
    if (name === undefined || found.length === 0) throw new Error(`${explainNoAdapter()}: ${message}`);
    throw new Error(`there is no adapter "${name}"; there are: ${found.join('; ')}`, { cause: error });
  }
  if (adapter === null) throw new Error(explainNoAdapter());
  return adapter;
}

/** Limits are properties of the prototype: only for-in sees them. */
function limitsOf({ limits }: WebGpuAdapter): Record<string, number> {
  const all: Record<string, number> = {};
  for (const limit in limits) {
    const value = limits[limit];
    if (typeof value === 'number') all[limit] = value;
  }
  return all;
}

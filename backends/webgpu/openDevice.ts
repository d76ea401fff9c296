import { explainNoAdapter } from './explainNoAdapter.js';
import type { ResolvedWebGpuOptions } from './webGpuOptions.js';
import type { DawnPackage, WebGpu, WebGpuAdapter, WebGpuDevice } from './webGpuTypes.js';

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

import * as tf from '@tensorflow/tfjs-core';
import { type BackendChoice, useWebGpu } from '../backends/index.js';
import { markdownTable } from './markdownTable.js';

/** Limits that decide which sizes a device can compute with, and how. */
const SHOWN = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupsPerDimension',
] as const;

interface GpuBackend {
  readonly device: {
    readonly features: { has(name: string): boolean };
    readonly limits: Readonly<Record<string, number>>;
  };
}

/**
 * Takes WebGPU. What the device reports while it is used (memory that is used up, a kernel beyond a limit) makes the
 * numbers wrong and fast: the process fails by it.
 *
 * @param onGpu refuses a driver that computes on the CPU
 */
export async function enterGpu(adapter: string | undefined, onGpu: boolean): Promise<BackendChoice> {
  const choice = await useWebGpu({ adapter });
  for (const warning of choice.warnings) console.error(warning);
  const onCpu = choice.warnings.find(warning => warning.includes('computes on the CPU'));
  if (onGpu && onCpu !== undefined) throw new Error(`there is no GPU: ${onCpu}`);
  process.on('warning', ({ name }) => {
    if (name === 'WebGpuWarning') process.exitCode = 1;
  });
  return choice;
}

/** Limits of the device in use, and whether it tells the time of kernels. */
export function describeDevice(): string {
  const { limits, features } = (tf.backend() as unknown as GpuBackend).device;
  const rows = SHOWN.map(name => [name, String(limits[name])]);
  return markdownTable(['', ''], [...rows, ['timestamps', features.has('timestamp-query') ? 'yes' : 'no']]);
}

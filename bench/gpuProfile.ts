import * as tf from '@tensorflow/tfjs-core';
import { disposeCase, type FeatureShape, featureCase } from './featureCase.js';
import type { GpuSizes, KeepResult } from './gpuSizes.js';
import { finished } from './gpuTimer.js';
import { markdownTable } from './markdownTable.js';
import { timeMetrics } from './metricsTimer.js';

/** Kernels that are shown for each shape. */
const LARGEST = 12;

/** All runs of one kernel with inputs of one shape. */
export interface KernelTime {
  readonly kernel: string;
  readonly inputs: string;
  readonly runs: number;
  readonly ms: number;
}

/** Where the time of the metrics goes on the device: by kernel and shapes, according to the device itself. */
export async function profileGpuMetrics({ shapes }: GpuSizes, keep: KeepResult): Promise<string> {
  const tables: string[] = [];
  for (const shape of shapes) {
    tables.push(tableOf(shape, await profile(shape)));
    keep(tables.join('\n\n'));
  }
  return tables.join('\n\n');
}

async function profile(shape: FeatureShape): Promise<KernelTime[]> {
  const given = featureCase(shape);
  try {
    await timeMetrics(given);
    await finished();
    const measured = await tf.profile(async () => {
      await timeMetrics(given);
      // What tf.profile asks for; nothing looks at it.
      return [];
    });
    const kernels = measured.kernels.map(async ({ name, kernelTimeMs, inputShapes }) => ({
      kernel: name,
      inputs: inputShapes.map(sizes => (sizes ?? []).join('×') || '1').join(', '),
      ms: Number(await kernelTimeMs),
    }));
    return byKernel(await Promise.all(kernels));
  } finally {
    disposeCase(given);
  }
}

/** Runs of the same kernel on the same shapes together, the longest first. */
export function byKernel(runs: readonly Omit<KernelTime, 'runs'>[]): KernelTime[] {
  const found = new Map<string, KernelTime>();
  for (const { kernel, inputs, ms } of runs) {
    const key = `${kernel} ${inputs}`;
    const before = found.get(key) ?? { runs: 0, ms: 0 };
    found.set(key, { kernel, inputs, runs: before.runs + 1, ms: before.ms + ms });
  }
  return [...found.values()].sort((a, b) => b.ms - a.ms);
}

function tableOf({ samples, dim, classes }: FeatureShape, kernels: readonly KernelTime[]): string {
  const total = kernels.reduce((sum, { ms }) => sum + ms, 0);
  const rows = kernels
    .slice(0, LARGEST)
    .map(({ kernel, inputs, runs, ms }) => [kernel, inputs, String(runs), `${ms.toFixed(3)} ms`]);
  const title = `N=${samples}, d=${dim}, K=${classes}: ${total.toFixed(3)} ms in all kernels`;
  return `${title}\n\n${markdownTable(['kernel', 'inputs', 'runs', 'time on the GPU'], rows)}`;
}

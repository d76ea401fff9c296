import * as tf from '@tensorflow/tfjs-core';
import type { Accounting, ConformanceReport } from './conformanceReport.js';
import { type ConformanceShape, type Errors, measureErrors, worstOf } from './measureErrors.js';
import { type TrainingCallback, trainSmallNetwork } from './trainSmallNetwork.js';
import { usedKernels } from './usedKernels.js';

/** What {@link runConformance} is told. */
export interface ConformanceOptions {
  readonly name: string;
  readonly device: string;
  readonly shapes: readonly ConformanceShape[];
  /** The callback of Node or of the browser */
  readonly callback: TrainingCallback;
  /** Told what was found as soon as it is */
  readonly onShape?: (shape: ConformanceShape, errors: Errors) => void;
}

/** Everything on the backend in use: the same in Node, in a browser, and on a machine with nothing but a GPU. */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const kernels = usedKernels();
  try {
    const start = performance.now();
    const errors: Errors[] = [];
    for (const shape of options.shapes) {
      const found = await measureErrors(shape);
      options.onShape?.(shape, found);
      errors.push(found);
    }
    const measured = performance.now();
    const training = await trainSmallNetwork(options.callback);
    const end = performance.now();
    const { tensors, deviceBytes } = await account();
    return {
      name: options.name,
      tfBackend: tf.getBackend(),
      device: options.device,
      errors: worstOf(errors),
      tensors,
      deviceBytes,
      kernels: tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName),
      used: kernels.names(),
      training,
      seconds: { metrics: (measured - start) / 1000, training: (end - measured) / 1000 },
    };
  } finally {
    kernels.stop();
  }
}

/** Tensors and bytes on the device before and after the same work, which has been done before. */
async function account(): Promise<Pick<ConformanceReport, 'tensors' | 'deviceBytes'>> {
  const work = () => measureErrors({ samples: 100, classes: 3, dim: 4, ratio: 1 });
  await work();
  const before = held();
  await work();
  const after = held();
  const tensors: Accounting = { before: before.tensors, after: after.tensors };
  if (before.bytes === undefined || after.bytes === undefined) return { tensors, deviceBytes: null };
  return { tensors, deviceBytes: { before: before.bytes, after: after.bytes } };
}

/** WebGL and WebGPU count what they hold. */
function held(): { tensors: number; bytes: number | undefined } {
  const memory = tf.memory() as tf.MemoryInfo & { numBytesInGPU?: number };
  return { tensors: memory.numTensors, bytes: memory.numBytesInGPU };
}

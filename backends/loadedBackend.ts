import os from 'node:os';
import * as tf from '@tensorflow/tfjs-core';

/** What loading one backend gives. A loader that cannot load throws an Error whose message is the reason. */
export interface LoadedBackend {
  /** Printable: what the arithmetic runs on. */
  device: string;
  /** Printable: why this backend is usable, for example "native TensorFlow 2.21.0 loads". */
  reason: string;
  versions: Record<string, string>;
  warnings: string[];
}

/** `Intel Xeon (2 threads)`: the processor as the operating system names it. */
export function processor(): string {
  const cpus = os.cpus();
  const model = cpus[0]?.model.trim().replace(/\s+/g, ' ');
  return `${model === undefined || model === '' || model === 'unknown' ? os.arch() : model} (${cpus.length} threads)`;
}

/**
 * Makes `tfBackend` the current backend of our tfjs-core and multiplies two small matrices on it: a backend can
 * load and still fail at the first operation (a half-installed binding, a removed Node function).
 */
export async function activate(tfBackend: string): Promise<void> {
  if (!(await tf.setBackend(tfBackend))) throw new Error(`tf.setBackend("${tfBackend}") failed`);
  const product = tf.tidy(() => tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]);
  if (product !== 11) throw new Error(`a matMul that must give 11 gives ${product}`);
}

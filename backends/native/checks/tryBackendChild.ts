// Run as its own program: node tryBackendChild.js <backend> <project folder>. Prints one line of JSON.
import * as tf from '@tensorflow/tfjs-core';
import { parseBackendName } from '../../backendNames.js';
import { useBackend } from '../../useBackend.js';
import { nativeChecks } from '../setup/nativeChecks.js';

const name = parseBackendName(process.argv[2], 'tryBackendChild');
// Others may use the GPU: without this TensorFlow reserves all of its memory.
process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
try {
  const choice = await useBackend(name, { projectDir: process.argv[3] });
  // tfjs-core itself has no gradients: as in a training, tfjs-layers registers them.
  await import('@tensorflow/tfjs-layers');
  // The check reads synchronously, which WebGPU in Node cannot; useBackend has multiplied two matrices on it.
  const wrong = name === 'webgpu' ? [] : nativeChecks(tf);
  print({ choice, wrong });
} catch (error) {
  print({ failure: error instanceof Error ? error.message : String(error) });
}

function print(result: object): void {
  // Dawn and TensorFlow have threads of their own: do not wait for them.
  process.stdout.write(`\n${JSON.stringify(result)}\n`, () => process.exit());
}

import * as tf from '@tensorflow/tfjs-core';

export type BackendName = 'tfjs-node-gpu' | 'tfjs-node' | 'wasm' | 'cpu';

/** Placeholder of the skeleton: the backend loader replaces it. */
export async function useBackend(name: string): Promise<void> {
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  else if (name === 'cpu') await import('@tensorflow/tfjs-backend-cpu');
  else await import(`@tensorflow/${name}`);
  await tf.setBackend(name.startsWith('tfjs-node') ? 'tensorflow' : name);
}

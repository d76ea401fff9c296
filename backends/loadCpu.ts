import { createRequire } from 'node:module';
import { activate, type LoadedBackend, processor } from './loadedBackend.js';
import { requireOneCore } from './tfjsCopies.js';

/** Loads the pure-JavaScript backend: correct and always there, and far too slow for a CNN. */
export async function loadCpu(): Promise<LoadedBackend> {
  requireOneCore(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-cpu/package.json'), []);
  const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
  await activate('cpu');
  return {
    device: `${processor()}, JavaScript, 1 thread`,
    reason: 'plain JavaScript always loads',
    versions: { 'tfjs-backend-cpu': version_cpu },
    warnings: ['the pure-JavaScript cpu backend is about a hundred times too slow to train a CNN'],
  };
}

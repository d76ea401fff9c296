import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { NeuralCollapse } from '../../callbacks/browser/index.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import type { ConformanceReport } from './conformanceReport.js';
import type { ConformanceShape } from './measureErrors.js';
import { runConformance } from './runConformance.js';

/** Called by the test, in the page. */
async function conformanceOf(
  backend: 'webgl' | 'webgpu',
  shapes: readonly ConformanceShape[],
): Promise<ConformanceReport> {
  if (!(await tf.setBackend(backend))) throw new Error(`tf.setBackend("${backend}") failed`);
  await tf.ready();
  return await runConformance({
    name: `${backend} in Chromium`,
    device: await deviceOf(backend),
    shapes,
    callback: options => new NeuralCollapse(options),
  });
}

/** What a GPU is told that has 16-bit textures only, as WebGL on some phones. */
async function halfPrecisionError(): Promise<string> {
  tf.env().set('WEBGL_FORCE_F16_TEXTURES', true);
  await tf.setBackend('webgl');
  const features = tf.randomNormal<tf.Rank.R2>([40, 3]);
  const labels = tf.tensor1d(
    Array.from({ length: 40 }, (_, i) => i % 2),
    'int32',
  );
  return await summarizeFeatures({ features, labels, classes: 2 }).then(
    () => 'none',
    (error: Error) => error.message,
  );
}

/** As far as browsers tell. */
async function deviceOf(backend: 'webgl' | 'webgpu'): Promise<string> {
  const page = globalThis as unknown as {
    navigator: { gpu?: { requestAdapter(): Promise<{ info: { architecture: string } } | null> } };
  };
  if (backend === 'webgpu')
    return (await page.navigator.gpu?.requestAdapter())?.info.architecture ?? 'no adapter';
  const precision = tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED') ? 32 : 16;
  return `WebGL ${tf.env().getNumber('WEBGL_VERSION')}, float${precision} textures`;
}

Object.assign(globalThis, { conformanceOf, halfPrecisionError });

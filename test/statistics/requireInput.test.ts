import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { requireFloat32 } from '../../src/statistics/requireInput.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';

afterEach(() => vi.restoreAllMocks());

const message = (where: string) =>
  `${where}: the backend webgl computes with 16-bit floats on this device, metrics need 32 bits`;

/** WebGL on a device that can or cannot draw 32-bit floats. */
function webgl(canDraw32: boolean): void {
  vi.spyOn(tf.env(), 'getBool').mockImplementation(
    flag => flag === 'WEBGL_RENDER_FLOAT32_ENABLED' && canDraw32,
  );
  vi.spyOn(tf.engine(), 'backendName', 'get').mockReturnValue('webgl');
}

it('lets a backend of 32 bits pass', () => {
  expect(() => requireFloat32('here')).not.toThrow();
  webgl(true);
  expect(() => requireFloat32('here')).not.toThrow();
});

it('refuses 16 bits before any number is computed, and leaves no tensor', async () => {
  const given = {
    features: tf.ones<tf.Rank.R2>([4, 2]),
    labels: tf.tensor1d([0, 1, 0, 1], 'int32'),
    classes: 2,
  };
  const before = tf.memory().numTensors;
  webgl(false);
  await expect(summarizeFeatures(given)).rejects.toThrow(message('summarizeFeatures'));
  expect(() => new ClassStatistics({ classes: 2, featureDim: 3 })).toThrow(message('ClassStatistics'));
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([given.features, given.labels]);
});

import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect } from 'vitest';
import { useBackend } from '../../backends/index.js';
import { sized } from '../helpers/nightly.js';
import { precisionSuite, RATIOS } from '../helpers/precisionSuite.js';

/** The backend that always loads: its kernels are other code, with sums of their own, and slow: few classes and dimensions. */
beforeAll(async () => {
  await useBackend('cpu');
  expect(tf.getBackend()).toBe('cpu');
});

// The smallest ratio is the hardest one.
precisionSuite({ classes: 4, dim: 4, ratios: sized({ small: [Math.min(...RATIOS)], full: RATIOS }) });

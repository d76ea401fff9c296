import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect } from 'vitest';
import { useBackend } from '../../backends/index.js';
import { scaleSuite } from '../helpers/scaleSuite.js';

beforeAll(async () => {
  await useBackend('cpu');
  expect(tf.getBackend()).toBe('cpu');
});

scaleSuite([-120, -40, 70, 100]);

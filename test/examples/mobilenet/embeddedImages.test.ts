import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { embeddedImages } from '../../../examples/mobilenet/embeddedImages.js';

it('knows where the images of each class are', async () => {
  const images = { ...syntheticDigits({ samples: 5 }), labels: Int32Array.of(2, 0, 2, 9, 0) };
  const features = tf.zeros<tf.Rank.R2>([5, 3]);
  const embedded = embeddedImages(features, images);
  expect(embedded.classes).toBe(10);
  expect(embedded.positions.length).toBe(10);
  expect([0, 1, 2, 9].map(k => embedded.positions[k])).toEqual([[1, 4], [], [0, 2], [3]]);
  expect(embedded.labels.dtype).toBe('int32');
  expect([...(await embedded.labels.data())]).toEqual([2, 0, 2, 9, 0]);
  tf.dispose([features, embedded.labels]);
});

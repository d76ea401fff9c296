import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { syntheticDigits } from '../../../datasets/index.js';
import { color, embed } from '../../../examples/mobilenet/embed.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const images = color(syntheticDigits({ samples: 7, size: 8 }));

/** The mean color of an image, of shape [3] for a single one, as the squeeze of the package gives it. */
const infer = (pixels: unknown) =>
  tf.tidy(() => tf.squeeze(tf.mean(tf.cast(pixels as tf.Tensor4D, 'float32'), [1, 2])));

it('embeds every image in its place, whatever the batches', async () => {
  const bytes = 8 * 8 * 3;
  const means = Array.from({ length: 7 }, (_, i) => {
    const pixels = images.images.subarray(i * bytes, (i + 1) * bytes);
    return pixels.reduce((sum, value) => sum + value, 0) / bytes;
  });
  // 7 = 3 + 3 + 1: the last batch has one image.
  for (const batchSize of [1, 3, 7, 100]) {
    const done: number[] = [];
    const features = await embed({ infer }, images, { batchSize, onProgress: n => done.push(n) });
    expect(features.shape).toEqual([7, 3]);
    const gray = (await features.array()).map(([red]) => red!);
    // Float32 means of 64 bytes.
    gray.forEach((value, i) => {
      expect(Math.abs(value - means[i]!)).toBeLessThan(1e-3);
    });
    expect(done.at(-1)).toBe(7);
    expect(done.length).toBe(Math.ceil(7 / batchSize));
    features.dispose();
  }
});

it('refuses gray images and none at all', async () => {
  const gray = syntheticDigits({ samples: 2 });
  const options = { batchSize: 2 };
  await expect(embed({ infer }, gray, options)).rejects.toThrow(/images must be images with 3 channels/);
  const none = color(syntheticDigits({ samples: 0 }));
  await expect(embed({ infer }, none, options)).rejects.toThrow(/images must be at least one image/);
});

it('leaks nothing, also where a later batch fails', async () => {
  await expectNoLeakedTensors(async () => (await embed({ infer }, images, { batchSize: 3 })).dispose());
  let calls = 0;
  const failing = (pixels: unknown) => {
    if (calls++ % 2 === 1) throw new Error('no more memory');
    return infer(pixels);
  };
  await expectNoLeakedTensors(() => embed({ infer: failing }, images, { batchSize: 3 }));
});

it('repeats a gray channel, and leaves colors alone', () => {
  const gray = syntheticDigits({ samples: 2, size: 8 });
  const colored = color(gray);
  expect(colored.shape).toEqual([8, 8, 3]);
  expect(colored.labels).toBe(gray.labels);
  expect([...colored.images]).toEqual([...gray.images].flatMap(value => [value, value, value]));
  expect(color(colored)).toBe(colored);
});

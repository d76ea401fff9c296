import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished } from 'vitest';
import { FeaturePull, type PullLink } from '../../../callbacks/sources/featurePull.js';
import { random } from '../../../src/base/random.js';
import { oneHotEncoding } from '../../../src/encodings/encodingFromCodes.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const { normal } = random(3);
const table = (rows: number, columns: number) =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(normal())));
const FEATURES = table(7, 4);
const KERNEL = table(4, 3);
const BIAS = [0.1, -0.4, 0.2];
const LABELS = [0, 1, 2, 0, 1, 2, 2];

/** L(t), the data loss with all features times t, in float64: −⟨∂L/∂H, H⟩ is its slope at 1, with a minus. */
function lossAt(t: number, link: PullLink): number {
  const losses = FEATURES.map((h, i) => {
    const z = BIAS.map((b, j) => h.reduce((sum, x, p) => sum + t * x * KERNEL[p]![j]!, b));
    if (link === 'identity') return z.reduce((sum, x, j) => sum + (x - Number(j === LABELS[i])) ** 2 / 2, 0);
    return Math.log(z.reduce((sum, x) => sum + Math.exp(x), 0)) - z[LABELS[i]!]!;
  });
  return losses.reduce((sum, x) => sum + x, 0) / losses.length;
}

function head() {
  const layer = tfl.layers.dense({ units: 3, inputShape: [4], trainable: false });
  const model = tfl.sequential({ layers: [layer] });
  tf.tidy(() => layer.setWeights([tf.tensor2d(KERNEL), tf.tensor1d(BIAS)]));
  onTestFinished(() => void model.dispose());
  return layer;
}

async function pulled(link: PullLink, compared: (logits: tf.Tensor2D) => tf.Tensor2D): Promise<number> {
  const layer = head();
  const pull = new FeaturePull(layer, link);
  try {
    for (const [from, size] of [
      [0, 3],
      [3, 4],
    ] as const) {
      tf.tidy(() => {
        const features = tf.tensor2d(FEATURES.slice(from, from + size));
        const labels = tf.tensor1d(LABELS.slice(from, from + size), 'int32');
        const outputs = compared(layer.apply(features) as tf.Tensor2D);
        pull.add({ features, outputs, labels }, oneHotEncoding(3));
      });
    }
    return await pull.result();
  } finally {
    pull.dispose();
  }
}

it.each<[string, PullLink, (logits: tf.Tensor2D) => tf.Tensor2D, PullLink]>([
  ['squared error', 'identity', z => z, 'identity'],
  ['cross-entropy on logits', 'softmax', z => z, 'softmax'],
  ['cross-entropy behind a softmax', 'identity', z => tf.softmax(z), 'softmax'],
])('is the slope of the data loss as the features shrink: %s', async (_, link, compared, loss) => {
  const step = 1e-5;
  const slope = (lossAt(1 + step, loss) - lossAt(1 - step, loss)) / (2 * step);
  // Float32 sums of 21 numbers; the central difference is exact to 1e-9.
  expect((await pulled(link, compared)) / -slope).toBeCloseTo(1, 5);
});

it('leaks no tensors', async () => {
  const layer = head();
  await expectNoLeakedTensors(async () => {
    const pull = new FeaturePull(layer, 'softmax');
    const [features, outputs] = [tf.tensor2d(FEATURES), tf.ones<tf.Rank.R2>([7, 3])];
    const labels = tf.tensor1d(LABELS, 'int32');
    pull.add({ features, outputs, labels }, oneHotEncoding(3));
    pull.add({ features, outputs, labels }, oneHotEncoding(3));
    await pull.result();
    pull.dispose();
    tf.dispose([features, outputs, labels]);
  });
});

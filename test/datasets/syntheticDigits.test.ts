import * as tf from '@tensorflow/tfjs-core';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { classCounts, type LabeledImages, syntheticDigits, toTensors } from '../../datasets/index.js';

/** [N, 785]: pixels and a constant. */
function pixelsOf(data: LabeledImages): tf.Tensor2D {
  return tf.tidy(() => {
    const { xs } = toTensors(data);
    return tf.concat2d([tf.reshape(xs, [-1, 784]), tf.ones([xs.shape[0], 1])], 1);
  });
}

function accuracy(scores: tf.Tensor2D, { labels }: LabeledImages): number {
  const guesses = tf.tidy(() => tf.argMax(scores, 1).dataSync());
  return labels.filter((label, i) => label === guesses[i]).length / labels.length;
}

/** Accuracy on `test` of the least-squares classifier with a small ridge, solved exactly. */
function linearAccuracy(train: LabeledImages, test: LabeledImages): number {
  return tf.tidy(() => {
    const x = pixelsOf(train);
    const gram = new Matrix(tf.matMul<tf.Tensor2D>(x, x, true).arraySync());
    const cross = new Matrix(tf.matMul<tf.Tensor2D>(x, toTensors(train).ys, true).arraySync());
    const ridge = Matrix.eye(785).mul(50);
    const weights = new CholeskyDecomposition(gram.add(ridge)).solve(cross).to2DArray();
    return accuracy(tf.matMul(pixelsOf(test), tf.tensor2d(weights)), test);
  });
}

/** Accuracy on `test` of the nearest training image. */
function nearestAccuracy(train: LabeledImages, test: LabeledImages): number {
  return tf.tidy(() => {
    const [x, y] = [pixelsOf(train), pixelsOf(test)];
    // −‖y − x‖² up to a term that is the same for all x.
    const closeness = tf.sub(tf.mul(tf.matMul(y, x, false, true), 2), tf.sum(tf.square(x), 1));
    const nearest = tf.argMax(closeness, 1).dataSync();
    return test.labels.filter((label, i) => train.labels[nearest[i]!] === label).length / test.labels.length;
  });
}

describe('syntheticDigits', () => {
  it('is balanced, labeled and of the size asked for', () => {
    const data = syntheticDigits({ samples: 1003, seed: 3 });
    expect(classCounts(data).sort()).toEqual([100, 100, 100, 100, 100, 100, 100, 101, 101, 101]);
    expect(data).toMatchObject({ shape: [28, 28, 1], numClasses: 10, source: 'generated, seed 3' });
    expect(data.images).toHaveLength(1003 * 784);
    expect(syntheticDigits({ samples: 2, size: 16 }).images).toHaveLength(2 * 256);
    expect(syntheticDigits({ samples: 0 }).labels).toHaveLength(0);
  });

  it('draws digits independently when it need not balance', () => {
    const counts = classCounts(syntheticDigits({ samples: 500, size: 8, balanced: false }));
    expect(new Set(counts).size).toBeGreaterThan(1);
    // 50 ± 6.7 per class: six deviations are never met by chance.
    expect(Math.max(...counts.map(n => Math.abs(n - 50)))).toBeLessThan(6 * 6.7);
  });

  it('repeats itself with the seed, and begins alike whatever the number of samples', () => {
    const long = syntheticDigits({ samples: 50, seed: 'a' });
    const short = syntheticDigits({ samples: 20, seed: 'a' });
    expect(short.images).toEqual(long.images.subarray(0, 20 * 784));
    expect(short.labels).toEqual(long.labels.subarray(0, 20));
    expect(syntheticDigits({ samples: 20, seed: 'b' }).images).not.toEqual(short.images);
  });

  it('has no two equal images, ink in each, and ink away from most of the border', () => {
    const { images } = syntheticDigits({ samples: 500 });
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) {
      const image = images.subarray(i * 784, (i + 1) * 784);
      seen.add(Buffer.from(image).toString('latin1'));
      expect(image.filter(value => value > 100).length).toBeGreaterThan(10);
      const border = image.filter(
        (value, p) => value > 100 && (p < 28 || p >= 756 || p % 28 === 0 || p % 28 === 27),
      );
      expect(border.length).toBeLessThan(14);
    }
    expect(seen.size).toBe(500);
  });

  it('is learnable, but not by a linear model', () => {
    const train = syntheticDigits({ samples: 3000, seed: 1 });
    const test = syntheticDigits({ samples: 500, seed: 2 });
    const linear = linearAccuracy(train, test);
    const nearest = nearestAccuracy(train, test);
    // Measured: 0.83 and 0.94; one deviation of an accuracy on 500 images is about 0.015.
    expect(linear).toBeGreaterThan(0.6);
    expect(linear).toBeLessThan(0.92);
    expect(nearest).toBeGreaterThan(linear + 0.04);
  });

  it.each([
    [{ samples: -1 }, 'syntheticDigits: samples must be a whole number ≥ 0, received -1'],
    [{ samples: Number.NaN }, 'samples must be a whole number ≥ 0, received NaN'],
    [{ size: 7 }, 'syntheticDigits: size must be a whole number ≥ 8, received 7'],
  ])('rejects %o', (options, message) => {
    expect(() => syntheticDigits(options)).toThrow(message);
  });
});

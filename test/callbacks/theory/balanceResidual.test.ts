import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { balanceResidual } from '../../../callbacks/theory/balanceResidual.js';
import { Matrix } from '../../../src/linalg/dense.js';
import { random } from '../../../src/random.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const { normal } = random(8);
const rows = Array.from({ length: 30 }, () => Array.from({ length: 5 }, () => Math.fround(normal())));
const kernel = new Matrix(
  Array.from({ length: 5 }, () => Array.from({ length: 3 }, () => Math.fround(normal()))),
);

it('is the relative Frobenius distance of the two d×d matrices', async () => {
  const H = new Matrix(rows).transpose();
  const ofWeights = kernel.mmul(kernel.transpose());
  const expected = Matrix.sub(ofWeights, H.mmul(H.transpose()).mul(0.04)).norm() / ofWeights.norm();
  const features = tf.tensor2d(rows);
  // Float32 sums of 30 products.
  await expectNoLeakedTensors(async () => {
    expect((await balanceResidual(features, kernel, 0.04)) as number).toBeCloseTo(expected, 5);
  });
  features.dispose();
});

it('is absent for a zero kernel and for an infinite ratio', async () => {
  const features = tf.tensor2d(rows);
  expect(await balanceResidual(features, Matrix.zeros(5, 3), 1)).toEqual({
    absent: 'the kernel of the head is zero',
  });
  expect(await balanceResidual(features, kernel, Number.POSITIVE_INFINITY)).toEqual({
    absent: expect.any(String),
  });
  features.dispose();
});

import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { balanceResidual } from '../../../callbacks/theory/scatterMeasures.js';
import { random } from '../../../src/base/random.js';
import { Matrix } from '../../../src/linalg/dense.js';
import { ClassStatistics } from '../../../src/statistics/classStatistics.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const { normal, integer } = random(8);
const rows = Array.from({ length: 30 }, () => Array.from({ length: 5 }, () => Math.fround(1 + normal())));
const labels = rows.map((_, i) => (i < 3 ? i : integer(3)));
const kernel = new Matrix(
  Array.from({ length: 5 }, () => Array.from({ length: 3 }, () => Math.fround(normal()))),
);

async function residual(head: Matrix, ratio: number) {
  const statistics = new ClassStatistics({ classes: 3, featureDim: 5 });
  tf.tidy(() => void statistics.update(tf.tensor2d(rows), tf.tensor1d(labels, 'int32')));
  const within = statistics.within()!;
  try {
    return await balanceResidual(within, await statistics.summary(), head, ratio);
  } finally {
    within.dispose();
    statistics.dispose();
  }
}

it('is the relative Frobenius distance of the two d×d matrices', async () => {
  const H = new Matrix(rows).transpose();
  const ofWeights = kernel.mmul(kernel.transpose());
  const expected = Matrix.sub(ofWeights, H.mmul(H.transpose()).mul(0.04)).norm() / ofWeights.norm();
  // Float32 sums of 30 products.
  expect(((await residual(kernel, 0.04)) as number) / expected).toBeCloseTo(1, 5);
});

it('is absent for a zero kernel and for an infinite ratio', async () => {
  expect(await residual(Matrix.zeros(5, 3), 1)).toEqual({ absent: 'the kernel of the head is zero' });
  expect(await residual(kernel, Number.POSITIVE_INFINITY)).toEqual({ absent: 'λ_H/λ_W is not finite' });
});

it('leaks no tensors', async () => {
  await expectNoLeakedTensors(() => residual(kernel, 0.04));
});

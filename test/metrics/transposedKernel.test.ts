import { describe, expect, it } from 'vitest';
import { encodingFromCodes } from '../../src/encodings/encodingFromCodes.js';
import { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import { type Dataset, randomDataset, statisticsOf } from '../helpers/dataset.js';

const K = 10;

/** Features of K classes around rows of a random, far from symmetric matrix; d = K. */
async function trained(seed: number) {
  const means = Matrix.rand(K, K, { random: generator(seed) })
    .sub(0.5)
    .mul(4);
  const features: number[][] = [];
  const labels: number[] = [];
  for (let k = 0; k < K; k++) {
    for (let i = 0; i < 3; i++) {
      features.push(means.getRow(k).map((x, j) => x + 0.05 * Math.sin(7 * i + 3 * j + k)));
      labels.push(k);
    }
  }
  const base = randomDataset({ counts: new Array(K).fill(3), dim: K, seed });
  const statistics = await statisticsOf({ ...base, features, labels } as Dataset);
  const center = means.mean('column');
  return { statistics, centered: means.clone().subRowVector(center), center };
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe('a square kernel', () => {
  it.each([1, 2, 3])(
    'that is the least-squares direction is as it should be, its transpose is told (%d)',
    async seed => {
      const { statistics, centered, center } = await trained(seed);
      // Wᵀ (d×c) of W = M_cᵀ's rows; the bias moves the origin to the center.
      const kernel = centered.transpose();
      const bias = centered.to2DArray().map(row => -row.reduce((sum, x, j) => sum + x * center[j]!, 0));
      const right = computeMetrics({ statistics, head: { kernel, bias } });
      expect(right).not.toHaveProperty('notes');
      const turned = computeMetrics({ statistics, head: { kernel: kernel.transpose(), bias } });
      expect(turned.notes).toEqual([
        expect.stringMatching(
          /the kernel \(10×10\) looks transposed: as given it decides [0-5] of 10 .* transposed 10;/,
        ),
      ]);
      // It is told, not turned.
      expect(turned.metrics['nc3.dual']).toBeGreaterThan(0.5);
      expect(right.metrics['nc3.dual']).toBeLessThan(0.05);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    'of a network before training is told nothing of (%d)',
    async seed => {
      const { statistics } = await trained(seed);
      const kernel = Matrix.rand(K, K, { random: generator(100 + seed) }).sub(0.5);
      for (const given of [kernel, kernel.transpose()]) {
        expect(computeMetrics({ statistics, head: { kernel: given } })).not.toHaveProperty('notes');
      }
    },
  );

  it('is judged by the codes of any encoding', async () => {
    const { statistics, centered, center } = await trained(4);
    // Twice the unit vectors, in another order.
    const codes = Matrix.eye(K, K).mul(2);
    const order = Array.from({ length: K }, (_, k) => (3 * k + 1) % K);
    const encoding = encodingFromCodes(order.map(k => codes.getRow(k)));
    const weights = encoding.matrix.mmul(centered);
    const bias = weights.to2DArray().map(row => -row.reduce((sum, x, j) => sum + x * center[j]!, 0));
    const kernel = weights.transpose();
    expect(computeMetrics({ statistics, encoding, head: { kernel, bias } })).not.toHaveProperty('notes');
    const { notes } = computeMetrics({ statistics, encoding, head: { kernel: weights, bias } });
    expect(notes).toEqual([expect.stringMatching(/looks transposed/)]);
  });

  it('says nothing of two classes: a coin would decide as well', async () => {
    const means = [
      [1, 2],
      [-2, 1],
    ];
    const features = means.flatMap(mean => [mean, mean.map(x => x + 0.1)]);
    const base = randomDataset({ counts: [2, 2], dim: 2, seed: 1 });
    const statistics = await statisticsOf({ ...base, features, labels: [0, 0, 1, 1] });
    for (const kernel of [new Matrix(means), new Matrix(means).transpose()]) {
      expect(computeMetrics({ statistics, head: { kernel } })).not.toHaveProperty('notes');
    }
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import type { OutputLink } from '../../src/encodings/decodeOptions.js';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { nearestCode } from '../../src/encodings/nearestCode.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** argmin of float64 distances. */
function bruteForce(outputs: number[][], codes: number[][]): number[] {
  return outputs.map(z => {
    const distances = codes.map(code => code.reduce((s, e, j) => s + (z[j]! - e) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  });
}

async function decide(outputs: number[][], codes?: number[][], link?: OutputLink): Promise<number[]> {
  const tensor = tf.tensor2d(outputs);
  const encoding = codes ? encodingFromCodes(codes) : oneHotEncoding(outputs[0]!.length);
  const labels = nearestCode(tensor, encoding, link === undefined ? {} : { link });
  const values = [...(await labels.data())];
  expect(labels.dtype).toBe('int32');
  tf.dispose([tensor, labels]);
  return values;
}

function normals(rows: number, columns: number, seed: number): number[][] {
  const { normal } = random(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(2 * normal())));
}

describe('nearestCode', () => {
  it('is the largest output for one-hot codes', async () => {
    expect(
      await decide([
        [0.1, 3, 2],
        [5, -1, 4],
        [-3, -2, -1],
      ]),
    ).toEqual([1, 0, 2]);
  });

  it.each([
    [
      'equal norms',
      [
        [1, 1, 1],
        [1, -1, 1],
        [-1, 1, -1],
        [-1, -1, 1],
      ],
    ],
    [
      'different norms: the largest inner product would be wrong',
      [
        [0, 0, 0],
        [4, 1, 0],
        [1, 0.5, -3],
        [0.2, 0.1, 0],
      ],
    ],
    [
      'fewer codes than outputs',
      [
        [3, 0, 1],
        [-1, 2, 2],
      ],
    ],
  ])('is the code at the smallest distance: %s', async (_, codes) => {
    const outputs = normals(300, 3, 1);
    expect(await decide(outputs, codes)).toEqual(bruteForce(outputs, codes));
  });

  it('thresholds a single output between its two codes', async () => {
    expect(await decide([[0.4], [0.6], [-3], [7]], [[0], [1]])).toEqual([0, 1, 0, 1]);
  });

  it('decides at 0 for a single logit, however small it is', async () => {
    const codes = [[0], [1]];
    expect(await decide([[0.4], [-0.4], [1e-12], [-1e-12], [80]], codes, 'sigmoid')).toEqual([1, 0, 1, 0, 1]);
    expect(await decide([[0.05], [-0.05], [1e-12]], codes, 'signed')).toEqual([1, 0, 1]);
    // Smoothed labels have the line between them at ½ too.
    expect(await decide([[0.4], [-0.4]], [[0.05], [0.95]], 'sigmoid')).toEqual([1, 0]);
    // Codes −1 and 1 are on the scale of the output.
    expect(await decide([[0.4], [-1e-12]], [[-1], [1]])).toEqual([1, 0]);
  });

  it.each<[OutputLink, (z: number[]) => number[]]>([
    ['sigmoid', z => z.map(x => 1 / (1 + Math.exp(-x)))],
    ['signed', z => z.map(x => (x + 1) / 2)],
    [
      'softmax',
      z => {
        const sum = z.reduce((total, x) => total + Math.exp(x), 0);
        return z.map(x => Math.exp(x) / sum);
      },
    ],
  ])('is the code nearest to the %s of the logits', async (link, apply) => {
    const codes = [
      [0, 0, 1],
      [1, 0, 0],
      [0.2, 0.7, 0.1],
      [1, 1, 0.5],
    ];
    const outputs = normals(300, 3, 2);
    expect(await decide(outputs, codes, link)).toEqual(bruteForce(outputs.map(apply), codes));
  });

  it('rejects a link that there is not', async () => {
    const outputs = tf.zeros<tf.Rank.R2>([4, 3]);
    await expectArgumentError(() => nearestCode(outputs, oneHotEncoding(3), { link: 'logit' as never }), {
      where: 'nearestCode',
      argument: 'link',
      requirement: "'sigmoid'",
      received: 'logit',
    });
    outputs.dispose();
  });

  it('gives a tie to the smaller class', async () => {
    expect(
      await decide(
        [[0, 0]],
        [
          [1, 0],
          [-1, 0],
          [0, 1],
        ],
      ),
    ).toEqual([0]);
  });

  it('rejects outputs of another width', async () => {
    const outputs = tf.zeros<tf.Rank.R2>([4, 2]);
    await expectArgumentError(() => nearestCode(outputs, oneHotEncoding(3)), {
      where: 'nearestCode',
      argument: 'outputs',
      requirement: '[N, 3]',
      received: '[4, 2]',
    });
    outputs.dispose();
  });

  it('leaks no tensors', async () => {
    const outputs = tf.zeros<tf.Rank.R2>([4, 2]);
    await expectNoLeakedTensors(() => nearestCode(outputs, oneHotEncoding(2)).dispose());
    await expectNoLeakedTensors(() =>
      nearestCode(
        outputs,
        encodingFromCodes([
          [1, 2],
          [3, 4],
        ]),
      ).dispose(),
    );
    for (const link of ['sigmoid', 'softmax', 'signed'] as const) {
      const codes = encodingFromCodes([
        [1, 2],
        [3, 4],
      ]);
      await expectNoLeakedTensors(() => nearestCode(outputs, codes, { link }).dispose());
    }
    await expectNoLeakedTensors(() => nearestCode(outputs, oneHotEncoding(3)));
    outputs.dispose();
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { encodingFromCodes, oneHotEncoding } from '../../src/encodings/classEncoding.js';
import { nearestCode } from '../../src/encodings/nearestCode.js';
import { random } from '../../src/random.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** argmin of float64 distances. */
function bruteForce(outputs: number[][], codes: number[][]): number[] {
  return outputs.map(z => {
    const distances = codes.map(code => code.reduce((s, e, j) => s + (z[j]! - e) ** 2, 0));
    return distances.indexOf(Math.min(...distances));
  });
}

async function decide(outputs: number[][], codes?: number[][]): Promise<number[]> {
  const tensor = tf.tensor2d(outputs);
  const encoding = codes ? encodingFromCodes(codes) : oneHotEncoding(outputs[0]!.length);
  const labels = nearestCode(tensor, encoding);
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
    await expectNoLeakedTensors(() => nearestCode(outputs, oneHotEncoding(3)));
    outputs.dispose();
  });
});

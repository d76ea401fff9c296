import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { random } from '../../src/base/random.js';
import { decodeTargets, INVALID, UNLABELED } from '../../src/encodings/decodeTargets.js';
import { type ClassEncoding, encodingFromCodes, oneHotEncoding } from '../../src/encodings/index.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

async function decoded(targets: tf.Tensor, encoding: ClassEncoding) {
  const { labels, counts } = decodeTargets(targets, encoding);
  const found = { labels: [...(await labels.data())], counts: [...(await counts.data())] };
  tf.dispose([labels, counts]);
  return found;
}

/** In float64, by comparing with every code. */
function byHand(row: number[], codes: number[][]): number {
  const largest = Math.max(...codes.flat().map(Math.abs));
  const k = codes.findIndex(code => code.every((x, j) => Math.abs(x - row[j]!) <= 1e-5 * largest));
  return k >= 0 ? k : row.every(x => x === 0) ? UNLABELED : INVALID;
}

it.each([
  ['one-hot', oneHotEncoding(4)],
  [
    'random',
    encodingFromCodes(Array.from({ length: 5 }, (_, k) => [Math.sin(9 * k + 1), Math.cos(7 * k), k - 2])),
  ],
  [
    'with a code of zeros',
    encodingFromCodes([
      [0, 0],
      [1, 0],
      [0, 1],
    ]),
  ],
  ['one output', encodingFromCodes([[-1], [1]])],
])('decodes rows as a comparison with every code does: %s', async (_, encoding) => {
  const { uniform, integer } = random(3);
  const codes = encoding.matrix.transpose().to2DArray();
  const rows = Array.from({ length: 200 }, () => {
    const code = codes[integer(codes.length)]!;
    const kind = integer(6);
    if (kind === 0) return code.map(() => 0);
    if (kind === 1) return code.map(x => x + 0.01 + 0.1 * uniform());
    // What a few operations in float32 do.
    if (kind === 2) return code.map(x => x * (1 + 3e-7 * uniform()));
    return [...code];
  });
  const want = rows.map(row => byHand(row.map(Math.fround), codes));
  const { labels, counts } = await decoded(tf.tensor2d(rows), encoding);
  expect(labels).toEqual(want);
  expect(counts).toEqual([UNLABELED, INVALID].map(value => want.filter(y => y === value).length));
});

it('decodes integers; -1 has no class, and what is no integer in 0..K-1 is invalid', async () => {
  const targets = [0, 2, -1, 3, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -2, 1];
  const want = { labels: [0, 2, -1, -2, -2, -2, -2, -2, 1], counts: [1, 5] };
  expect(await decoded(tf.tensor1d(targets), oneHotEncoding(3))).toEqual(want);
  expect(await decoded(tf.tensor2d(targets, [9, 1]), oneHotEncoding(3))).toEqual(want);
  const integers = tf.tensor1d([0, -1, 3, 2], 'int32');
  expect(await decoded(integers, oneHotEncoding(3))).toEqual({ labels: [0, -1, -2, 2], counts: [1, 1] });
});

it('decodes one output: -1 has no class unless it is a code', async () => {
  const targets = () => tf.tensor1d([0, 1, -1, 0.5]);
  const binary = encodingFromCodes([[0], [1]]);
  expect((await decoded(targets(), binary)).labels).toEqual([0, 1, -1, -2]);
  expect((await decoded(targets(), encodingFromCodes([[-1], [1]]))).labels).toEqual([-1, 1, 0, -2]);
});

it('rows with NaN are invalid', async () => {
  const rows = [
    [1, 0],
    [Number.NaN, 0],
    [0, Number.POSITIVE_INFINITY],
    [0, 1],
  ];
  expect((await decoded(tf.tensor2d(rows), oneHotEncoding(2))).labels).toEqual([0, -2, -2, 1]);
});

it('leaks no tensors', async () => {
  const targets = tf.tensor2d([
    [1, 0],
    [0, 0],
  ]);
  await expectNoLeakedTensors(() => decoded(targets, oneHotEncoding(2)));
  await expectNoLeakedTensors(() => decodeTargets(targets, oneHotEncoding(3)));
});

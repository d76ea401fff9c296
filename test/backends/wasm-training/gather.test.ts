import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm } from './onWasm.js';

const product = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);

describeOnWasm('gather', () => {
  test('takes rows of any shape by indices of any shape, as picking them by hand does', () => {
    const cases = fc.record({
      rows: fc.integer({ min: 1, max: 7 }),
      // Around the width from which on rows are copied by views.
      rowShape: fc.constantFrom<number[]>([], [1], [3], [2, 5], [48], [49], [3, 40]),
      indexShape: fc.constantFrom<number[]>([0], [1], [9], [2, 3], []),
      dtype: fc.constantFrom('float32' as const, 'int32' as const),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ rows, rowShape, indexShape, dtype, seed }) => {
        tf.tidy(() => {
          const width = product(rowShape);
          const values = Array.from({ length: rows * width }, (_, i) => i + 1);
          const ids = Array.from({ length: product(indexShape) }, (_, i) => (seed + i * 5) % rows);
          const x = tf.tensor(values, [rows, ...rowShape], dtype);
          const found = tf.gather(x, tf.tensor(ids, indexShape, 'int32'));
          expect(found.shape).toEqual([...indexShape, ...rowShape]);
          expect(found.dtype).toBe(dtype);
          expect([...found.dataSync()]).toEqual(
            ids.flatMap(id => values.slice(id * width, (id + 1) * width)),
          );
        });
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  test('leaves other axes and batches to the backend', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      const ids = tf.tensor1d([2, 0], 'int32');
      expect(tf.gather(x, ids, 1).arraySync()).toEqual([
        [3, 1],
        [6, 4],
      ]);
      const each = tf.tensor2d([2, 0, 1, 1], [2, 2], 'int32');
      expect(tf.gather(x, each, 1, 1).arraySync()).toEqual([
        [3, 1],
        [5, 5],
      ]);
    });
  });

  test.each([[3], [-1]])('refuses index %d of three rows, as the backend does', index => {
    tf.tidy(() => {
      expect(() => tf.gather(tf.ones([3, 2]), tf.tensor1d([0, index], 'int32'))).toThrow(/not in \[0, 2\]/);
    });
  });

  test('leaks no tensor', async () => {
    const x = tf.ones([3, 60]);
    const ids = tf.tensor1d([0, 2, 2], 'int32');
    await expectNoLeakedTensors(() => tf.dispose(tf.gather(x, ids)));
  });
});

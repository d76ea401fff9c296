import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { describeOnWasm, take } from './onWasm.js';

interface Block {
  shape: number[];
  begin: number[];
  size: number[];
}

/** A block inside a tensor of rank 1 to 5. Long last axes, so that runs are copied both ways. */
const block: fc.Arbitrary<Block> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 5 }) },
      { weight: 1, arbitrary: fc.constant(60) },
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .filter(shape => shape.reduce((a, b) => a * b, 1) <= 20_000)
  .chain(shape =>
    fc
      .tuple(
        ...shape.map(n =>
          fc
            .integer({ min: 0, max: n - 1 })
            .chain(b => fc.tuple(fc.constant(b), fc.integer({ min: 0, max: n - b }))),
        ),
      )
      .map(axes => ({ shape, begin: axes.map(([b]) => b), size: axes.map(([, s]) => s) })),
  );

/** Each element by its index in every axis. */
function reference({ shape, begin, size }: Block): number[] {
  let offsets = [0];
  shape.forEach((length, axis) => {
    offsets = offsets.flatMap(offset =>
      Array.from({ length: size[axis]! }, (_, i) => offset * length + begin[axis]! + i),
    );
  });
  return offsets;
}

describeOnWasm('slice', () => {
  test('any block of any tensor', () => {
    void fc.assert(
      fc.property(block, b => {
        const count = b.shape.reduce((product, n) => product * n, 1);
        const x = tf.tensor(
          Int32Array.from({ length: count }, (_, i) => i),
          b.shape,
          'int32',
        );
        const got = tf.slice(x, b.begin, b.size);
        expect(got.shape).toEqual(b.size);
        expect([...take(got)]).toEqual(reference(b));
        x.dispose();
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('a size of -1 reaches to the end; negative begins are refused', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(tf.slice(x, [0, 1], [-1, -1]).arraySync()).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(() => tf.slice(x, [0, 2], [1, 2])).toThrow(/slice2D/);
  });

  test('booleans and strings', () => {
    expect(tf.slice(tf.tensor1d([true, false, true], 'bool'), [1], [2]).arraySync()).toEqual([0, 1]);
    expect(tf.slice(tf.tensor1d(['a', 'b', 'c']), [1], [1]).arraySync()).toEqual(['b']);
  });

  test('leaks no tensor, on errors too', async () => {
    const x = tf.ones([4, 4]);
    await expectNoLeakedTensors(() => tf.dispose(tf.slice(x, [1, 1], [2, 2])));
    await expectNoLeakedTensors(() => tf.dispose(tf.slice(x, [3, 3], [2, 2])));
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { countReads, readsBeyond, totalOf } from '../../bench/countReads.js';

describe('countReads', () => {
  it('sees what data() and dataSync() read, by size, until it is stopped', async () => {
    const counter = countReads();
    const [scalar, matrix] = tf.tidy(() => [tf.add(1, 2), tf.add(tf.ones([3, 5]), 1)]) as [
      tf.Tensor,
      tf.Tensor,
    ];
    try {
      await scalar.data();
      matrix.dataSync();
      await matrix.data();
      expect(counter.take().asked).toEqual(
        new Map([
          [4, 1],
          [60, 2],
        ]),
      );
      expect(counter.take().asked).toEqual(new Map());
    } finally {
      counter.stop();
    }
    await scalar.data();
    expect(counter.take()).toEqual({ asked: new Map(), byKernels: new Map() });
    expect(Object.hasOwn(tf.engine(), 'read')).toBe(false);
    tf.dispose([scalar, matrix]);
  });

  it('tells what kernels read from what was asked for', () => {
    const counter = countReads();
    try {
      // gather() of columns on both backends of Node looks at its indices on the host.
      tf.tidy(() => tf.gather(tf.ones([5, 3]), tf.tensor1d([0, 2, 1, 1], 'int32'), 1));
      expect(counter.take()).toEqual({ asked: new Map(), byKernels: new Map([[16, 1]]) });
    } finally {
      counter.stop();
    }
  });
});

describe('readsBeyond', () => {
  it('takes away as many of each size', () => {
    const rest = readsBeyond(
      new Map([
        [4, 5],
        [40, 2],
        [400, 1],
      ]),
      new Map([
        [4, 3],
        [40, 2],
        [8, 9],
      ]),
    );
    expect(rest).toEqual(
      new Map([
        [4, 2],
        [400, 1],
      ]),
    );
    expect(totalOf(rest)).toEqual({ count: 3, bytes: 408, largest: 400 });
  });

  it('adds nothing up to nothing', () => {
    expect(totalOf(new Map())).toEqual({ count: 0, bytes: 0, largest: 0 });
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { gigaflop, prepareProduct, unavoidableProducts } from '../../bench/unavoidableWork.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

const shapes = (samples: number, dim: number, classes: number) =>
  unavoidableProducts({ samples, dim, classes }).map(({ rows, inner, columns }) => [rows, inner, columns]);

describe('unavoidableProducts', () => {
  it('takes the span of the means where it is computed', () => {
    expect(shapes(500, 64, 10)).toEqual([
      [500, 9, 10],
      [500, 64, 9],
      [9, 500, 9],
    ]);
    // 49 numbers in the span are too many to be kept beside 64.
    expect(shapes(500, 64, 50)[0]).toEqual([500, 64, 50]);
    expect(shapes(500, 64, 1000)).toEqual([
      [500, 64, 1000],
      [500, 64, 64],
      [64, 500, 64],
    ]);
  });

  it('takes the probes of the estimate beyond', () => {
    expect(shapes(20_000, 2048, 1000)).toEqual([
      [20_000, 2048, 1000],
      [20_000, 2048, 132],
      [500, 2048, 1000],
    ]);
  });
});

describe('prepareProduct', () => {
  it.each(unavoidableProducts({ samples: 50, dim: 8, classes: 4 }))('multiplies $what', async product => {
    const { factors, run } = prepareProduct(product);
    const [a, b] = factors;
    expect(a!.size).toBe(product.rows * product.inner);
    expect(b!.size).toBe(product.inner * product.columns);
    run();
    tf.dispose(factors);
    await expectNoLeakedTensors(() => {
      const { factors, run } = prepareProduct(product);
      run();
      tf.dispose(factors);
    });
  });

  it('counts a multiplication and an addition per term', () => {
    const product = { what: '', rows: 1000, inner: 500, columns: 1000, transposed: 'none' } as const;
    expect(gigaflop(product)).toBe(1);
  });
});

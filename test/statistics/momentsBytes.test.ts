import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { fromSafetensors, type NamedArray, toSafetensors } from '../../src/files/safetensors.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import { momentsFromBytes, STATISTICS_FORMAT } from '../../src/statistics/momentsBytes.js';
import { expectNoLeakedTensors } from '../helpers/leaks.js';

/** Four samples in the plane: class 0 at (1, 0) and (3, 0), class 1 at (0, 5) and (0, 5). */
async function example(): Promise<Uint8Array> {
  const statistics = new ClassStatistics({ classes: 2, featureDim: 2 });
  tf.tidy(() => {
    statistics.update(
      tf.tensor2d([
        [1, 0],
        [3, 0],
        [0, 5],
        [0, 5],
      ]),
      tf.tensor1d([0, 0, 1, 1], 'int32'),
    );
  });
  return await statistics.toBytes().finally(() => statistics.dispose());
}

type Arrays = Record<string, NamedArray>;

async function changed(change: (arrays: Arrays) => Arrays, format = STATISTICS_FORMAT): Promise<Uint8Array> {
  const { arrays } = fromSafetensors(await example(), 'test');
  return toSafetensors(change({ ...arrays }), { format });
}

describe('momentsToBytes', () => {
  it('writes counts, means, squares and scatter', async () => {
    const { arrays, metadata } = fromSafetensors(await example(), 'test');
    expect(metadata).toEqual({ format: 'tfjs-nc.statistics/1' });
    expect(arrays).toEqual({
      counts: { dtype: 'I64', shape: [2], values: BigInt64Array.of(2n, 2n) },
      means: { dtype: 'F64', shape: [2, 2], values: Float64Array.of(2, 0, 0, 5) },
      squares: { dtype: 'F64', shape: [2], values: Float64Array.of(2, 0) },
      smallest: { dtype: 'F64', shape: [], values: Float64Array.of(0) },
      scatter: { dtype: 'F32', shape: [2, 2], values: Float32Array.of(2, 0, 0, 0) },
    });
  });
});

describe('momentsFromBytes', () => {
  const counts = (...n: bigint[]): NamedArray => ({
    dtype: 'I64',
    shape: [n.length],
    values: BigInt64Array.from(n),
  });
  const without = (name: string) => (arrays: Arrays) => {
    const { [name]: _, ...rest } = arrays;
    return rest;
  };

  it('refuses what is not bytes', () => {
    expect(() => ClassStatistics.fromBytes('x' as never)).toThrow(
      'ClassStatistics.fromBytes: bytes must be a Uint8Array, a Buffer or an ArrayBuffer, received "x"',
    );
  });

  it.each<[string, (arrays: Arrays) => Arrays, string]>([
    ['missing means', without('means'), 'at least 2 classes|counts I64'],
    ['missing counts', without('counts'), 'a file with counts I64 \\[2\\], received undefined'],
    [
      'more counts than classes',
      a => ({ ...a, counts: counts(1n, 2n, 3n) }),
      'counts I64 \\[2\\], received "I64 \\[3\\]"',
    ],
    ['negative counts', a => ({ ...a, counts: counts(1n, -2n) }), 'counts in 0..'],
    [
      'NaN',
      a => ({ ...a, squares: { dtype: 'F64', shape: [2], values: Float64Array.of(Number.NaN, 0) } }),
      'a file of finite moments',
    ],
    [
      'means beyond float32',
      a => ({ ...a, means: { dtype: 'F64', shape: [2, 2], values: Float64Array.of(1, 2, 3, 1e39) } }),
      'range of float32 \\(means\\), received 1e\\+39',
    ],
    [
      'a smallest coordinate that is none',
      a => ({ ...a, smallest: { dtype: 'F64', shape: [], values: Float64Array.of(Number.NaN) } }),
      'smallest coordinate is a number, received NaN',
    ],
    [
      'negative squares',
      a => ({ ...a, squares: { dtype: 'F64', shape: [2], values: Float64Array.of(1, -1) } }),
      'squares of at least 0, received -1',
    ],
    [
      'scatter of another d',
      a => ({ ...a, scatter: { dtype: 'F32', shape: [1, 1], values: Float32Array.of(1) } }),
      'scatter F32 \\[2,2\\]',
    ],
  ])('refuses %s', async (_, change, message) => {
    const bytes = await changed(change);
    expect(() => momentsFromBytes(bytes)).toThrow(
      new RegExp(`^ClassStatistics.fromBytes: bytes must be.*(${message})`),
    );
  });

  it('refuses a format it does not know', async () => {
    const bytes = await changed(a => a, 'tfjs-nc.statistics/2');
    expect(() => momentsFromBytes(bytes)).toThrow(
      'a file of format tfjs-nc.statistics/1, received "tfjs-nc.statistics/2"',
    );
  });

  it('reads statistics without scatter', async () => {
    const restored = ClassStatistics.fromBytes(await changed(without('scatter')));
    expect(restored.scatter).toBe(false);
    restored.dispose();
  });

  it('reads more classes than a function may have arguments', () => {
    const classes = 200_000;
    const zeros = new Float64Array(classes);
    const arrays: Arrays = {
      counts: { dtype: 'I64', shape: [classes], values: new BigInt64Array(classes) },
      means: { dtype: 'F64', shape: [classes, 1], values: zeros },
      squares: { dtype: 'F64', shape: [classes], values: zeros },
      smallest: { dtype: 'F64', shape: [], values: Float64Array.of(Number.POSITIVE_INFINITY) },
    };
    const restored = ClassStatistics.fromBytes(toSafetensors(arrays, { format: STATISTICS_FORMAT }));
    expect(restored.classes).toBe(classes);
    restored.dispose();
  });

  it('leaks no tensors, when it refuses either', async () => {
    const [good, bad] = [await example(), await changed(a => ({ ...a, counts: counts(1n, -2n) }))];
    await expectNoLeakedTensors(() => ClassStatistics.fromBytes(good).dispose());
    await expectNoLeakedTensors(() => ClassStatistics.fromBytes(bad));
  });
});

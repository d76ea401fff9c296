import { describe, expect, it } from 'vitest';
import { absent } from '../src/base/absent.js';
import { oneHotEncoding } from '../src/encodings/index.js';
import { Matrix } from '../src/linalg/dense.js';
import { type ArrayInputs, measureArrays } from '../src/measureArrays.js';
import type { MetricId } from '../src/metrics/registry.js';
import { expectNoLeakedTensors } from './helpers/leaks.js';

const inputs: ArrayInputs = {
  features: { values: Float64Array.of(1, 0, 2, 0, 0, 1, 0, 3), rows: 4, columns: 2 },
  labels: Int32Array.of(0, 0, 1, 1),
  encoding: oneHotEncoding(2),
  head: { kernel: Matrix.identity(2), bias: null },
  link: 'identity',
  ood: { values: Float32Array.of(1, 1), rows: 1, columns: 2 },
  weighting: 'class',
};

describe('measureArrays', () => {
  it('leaves no tensors, without a head neither', async () => {
    await expectNoLeakedTensors(() => measureArrays(inputs));
    await expectNoLeakedTensors(() => measureArrays({ ...inputs, head: absent('none') }));
  });

  it('leaves no tensors where outputs overflow, nor where squares of features would', async () => {
    const head = { kernel: Matrix.identity(2).mul(3e38), bias: null };
    await expect(measureArrays({ ...inputs, head })).rejects.toThrow(/outputs must be finite/);
    await expectNoLeakedTensors(() => measureArrays({ ...inputs, head }));
    const features = {
      ...inputs.features,
      values: Float32Array.from([1, 0, 2, 0, 0, 1, 0, 3], x => x * 1e30),
    };
    await expectNoLeakedTensors(() => measureArrays({ ...inputs, features }));
  });

  it.each([-120, -140, -200])(
    'measures float64 features of 2^%s as well as those of order one',
    async power => {
      const features = {
        ...inputs.features,
        values: Float64Array.from([1, 0.3, 2, 0.1, 0.7, 1, 0.2, 3], x => x * 2 ** power),
      };
      const plain = { ...features, values: features.values.map(x => x / 2 ** power) };
      const [tiny, one] = [features, plain].map(f =>
        measureArrays({ ...inputs, head: absent('none'), ood: absent('none'), features: f }),
      );
      const { metrics } = await one!;
      const found = (await tiny!).metrics;
      expect(Object.keys(found)).toEqual(Object.keys(metrics));
      for (const [id, value] of Object.entries(metrics)) {
        // Scaled by a power of two: nothing but roundoff of float64 is new.
        expect(Math.abs(found[id as MetricId]! - value), id).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(value)),
        );
      }
    },
  );

  it('decides the same with and without the shift of float64 features', async () => {
    const single = { ...inputs.features, values: Float32Array.from(inputs.features.values) };
    const [shifted, plain] = [
      await measureArrays(inputs),
      await measureArrays({ ...inputs, features: single }),
    ];
    expect(Object.keys(shifted.metrics)).toEqual(Object.keys(plain.metrics));
    for (const [id, value] of Object.entries(plain.metrics)) {
      // Both are float32 sums of four numbers: a few units of roundoff, 6e-8.
      expect(Math.abs(shifted.metrics[id as MetricId]! - value), id).toBeLessThan(1e-6);
    }
    expect(shifted.metrics['train.accuracy']).toBe(1);
  });
});

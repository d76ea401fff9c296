import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';
import { combinations, describeOnWasm, relativeError, SUM_TOLERANCE } from './onWasm.js';
import { withSlowKernelsKept, withUpstreamKernels } from './upstream.js';

type Case = {
  activation: 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu' | 'prelu';
  batch: number;
  transposeA: boolean;
  bias: boolean;
  /** Above and below the backend's block of 48 terms. */
  inner: number;
};

const CASES = combinations<Case>({
  activation: ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'],
  batch: [1, 3],
  transposeA: [false, true],
  bias: [false, true],
  inner: [20, 60],
});

const ROWS = 5;
const COLUMNS = 7;
const LEAK = 0.3;
const ALPHA = 0.25;

const ACTIVATE: Record<Case['activation'], (v: number) => number> = {
  linear: v => v,
  relu: v => Math.max(0, v),
  relu6: v => Math.min(6, Math.max(0, v)),
  elu: v => (v > 0 ? v : Math.expm1(v)),
  sigmoid: v => 1 / (1 + Math.exp(-v)),
  leakyrelu: v => (v > 0 ? v : LEAK * v),
  prelu: v => (v > 0 ? v : ALPHA * v),
};

function errorOf(c: Case): number {
  return tf.tidy(() => {
    const { batch, inner, transposeA } = c;
    const a = tf.randomNormal<tf.Rank.R3>(
      [batch, ...((transposeA ? [inner, ROWS] : [ROWS, inner]) as [number, number])],
      0,
      1,
      'float32',
      1,
    );
    const b = tf.randomNormal<tf.Rank.R3>([batch, inner, COLUMNS], 0, 1, 'float32', 2);
    const bias = c.bias ? tf.randomNormal<tf.Rank.R1>([COLUMNS], 0, 1, 'float32', 3) : undefined;
    const weights = c.activation === 'prelu' ? tf.fill([COLUMNS], ALPHA) : undefined;
    const got = tf.fused.matMul({
      a,
      b,
      transposeA,
      bias,
      activation: c.activation,
      preluActivationWeights: weights,
      leakyreluAlpha: LEAK,
    });
    expect(got.shape).toEqual([batch, ROWS, COLUMNS]);
    return relativeError(got.dataSync(), reference(c, a.dataSync(), b.dataSync(), bias?.dataSync()));
  });
}

function reference(
  c: Case,
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  bias?: ArrayLike<number>,
): Float64Array {
  const want = new Float64Array(c.batch * ROWS * COLUMNS);
  for (let n = 0; n < c.batch; n++)
    for (let i = 0; i < ROWS; i++)
      for (let j = 0; j < COLUMNS; j++) {
        let sum = bias?.[j] ?? 0;
        for (let k = 0; k < c.inner; k++) {
          const at = c.transposeA ? (n * c.inner + k) * ROWS + i : (n * ROWS + i) * c.inner + k;
          sum += a[at]! * b[(n * c.inner + k) * COLUMNS + j]!;
        }
        want[(n * ROWS + i) * COLUMNS + j] = ACTIVATE[c.activation](sum);
      }
  return want;
}

describeOnWasm('fusedMatMul', () => {
  test('bias and activation, with and without transposes and batches', () => {
    const all = () => {
      for (const c of CASES) expect(errorOf(c), JSON.stringify(c)).toBeLessThan(SUM_TOLERANCE);
    };
    all();
    withSlowKernelsKept(all);
  });

  test('the backend alone is wrong with a transpose, and with several products', () => {
    const c: Case = { activation: 'linear', batch: 1, transposeA: true, bias: true, inner: 20 };
    expect(withUpstreamKernels(() => errorOf(c))).toBeGreaterThan(0.01);
    expect(withUpstreamKernels(() => errorOf({ ...c, batch: 3, transposeA: false }))).toBeGreaterThan(0.01);
    const relu: Case = { activation: 'relu', batch: 1, transposeA: true, bias: false, inner: 60 };
    expect(withUpstreamKernels(() => errorOf(relu))).toBeGreaterThan(0.01);
  });

  test('leaks no tensor', async () => {
    await expectNoLeakedTensors(
      () => void errorOf({ activation: 'relu', batch: 3, transposeA: true, bias: true, inner: 20 }),
    );
  });
});

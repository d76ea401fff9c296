import type * as tfjs from '@tensorflow/tfjs-core';

/**
 * Multiplies two matrices and differentiates a convolution, and compares with numbers computed here by the
 * definition. All inputs are small integers, which float32 holds exactly: the results must be equal.
 *
 * @returns one sentence per wrong result; empty if all are right
 */
export function nativeChecks(tf: typeof tfjs): string[] {
  return tf.tidy(() => [...checkMatMul(tf), ...checkConvGradient(tf)]);
}

const A = integers(3 * 5, 1);
const B = integers(5 * 4, 2);

function checkMatMul(tf: typeof tfjs): string[] {
  const expected: number[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 4; j++) {
      let sum = 0;
      for (let k = 0; k < 5; k++) sum += A[i * 5 + k]! * B[k * 4 + j]!;
      expected.push(sum);
    }
  }
  return compare('matMul', expected, tf.matMul(tf.tensor2d(A, [3, 5]), tf.tensor2d(B, [5, 4])).dataSync());
}

const SIZE = 5;
const WINDOW = 3;
const OUT = SIZE - WINDOW + 1;
const X = integers(SIZE * SIZE, 3);
const W = integers(WINDOW * WINDOW, 4);
const C = integers(OUT * OUT, 5);

/** The gradients of f(x, w) = sum(c * conv2d(x, w)), 'valid' padding, one channel. */
function checkConvGradient(tf: typeof tfjs): string[] {
  const dx = new Array<number>(SIZE * SIZE).fill(0);
  const dw = new Array<number>(WINDOW * WINDOW).fill(0);
  for (let p = 0; p < OUT * OUT; p++) {
    for (let q = 0; q < WINDOW * WINDOW; q++) {
      const at = (Math.floor(p / OUT) + Math.floor(q / WINDOW)) * SIZE + (p % OUT) + (q % WINDOW);
      dx[at]! += C[p]! * W[q]!;
      dw[q]! += C[p]! * X[at]!;
    }
  }
  const gradients = tf.grads((x: tfjs.Tensor, w: tfjs.Tensor) =>
    tf.sum(
      tf.mul(tf.tensor4d(C, [1, OUT, OUT, 1]), tf.conv2d(x as tfjs.Tensor4D, w as tfjs.Tensor4D, 1, 'valid')),
    ),
  )([tf.tensor4d(X, [1, SIZE, SIZE, 1]), tf.tensor4d(W, [WINDOW, WINDOW, 1, 1])]);
  return [
    ...compare('conv2d gradient by input', dx, gradients[0]!.dataSync()),
    ...compare('conv2d gradient by kernel', dw, gradients[1]!.dataSync()),
  ];
}

function compare(what: string, expected: readonly number[], received: ArrayLike<number>): string[] {
  const equal = expected.length === received.length && expected.every((value, i) => value === received[i]);
  return equal ? [] : [`${what}: expected ${expected.join(' ')}, got ${Array.from(received).join(' ')}`];
}

/** `count` integers from -3 to 3 in a fixed irregular order. */
function integers(count: number, start: number): number[] {
  return Array.from({ length: count }, (_, i) => (((i + start) * (i + 7 * start)) % 7) - 3);
}

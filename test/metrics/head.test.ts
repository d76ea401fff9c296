import { describe, expect, it } from 'vitest';
import { Matrix } from '../../src/linalg/dense.js';
import { checkHead } from '../../src/metrics/head.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

const kernel = Matrix.ones(4, 3);
const where = 'computeMetrics';

describe('checkHead', () => {
  it('takes a kernel d×c with or without bias', () => {
    expect(() => checkHead({ kernel, bias: [1, 2, 3] }, 4, 3)).not.toThrow();
    expect(() => checkHead({ kernel, bias: null }, 4, 3)).not.toThrow();
  });

  it('names what does not fit', async () => {
    const ofKernel = {
      where,
      argument: 'head.kernel',
      requirement: /3×4 \(d×c\) as tf\.js stores it; PyTorch stores c×d: transpose it/,
      received: '4×3',
    };
    await expectArgumentError(() => checkHead({ kernel, bias: null }, 3, 4), ofKernel);
    const ofRows = { where, argument: 'head.kernel', requirement: '5×3 (d×c)', received: '4×3' };
    await expectArgumentError(() => checkHead({ kernel, bias: null }, 5, 3), ofRows);
    const ofBias = { where, argument: 'head.bias', requirement: 'null or 3 numbers', received: '[]' };
    await expectArgumentError(() => checkHead({ kernel, bias: [] }, 4, 3), ofBias);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', async wrong => {
    const parts = { where, requirement: 'finite', received: `${wrong}` };
    const diverged = kernel.clone().set(2, 1, wrong);
    await expectArgumentError(() => checkHead({ kernel: diverged, bias: null }, 4, 3), {
      ...parts,
      argument: 'head.kernel',
    });
    await expectArgumentError(() => checkHead({ kernel, bias: [0, wrong, 0] }, 4, 3), {
      ...parts,
      argument: 'head.bias',
    });
  });
});

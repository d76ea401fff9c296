import { describe, expect, it } from 'vitest';
import { argumentError, describeValue, requireArgument } from '../src/argumentError.js';

class Layer {}

describe('describeValue', () => {
  it.each([
    [Number.NaN, 'NaN'],
    [-0, '-0'],
    [0, '0'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    [3n, '3'],
    ['a "b"', '"a \\"b\\""'],
    ['x'.repeat(100), `"${'x'.repeat(77)}..."`],
    [[1, 'a', [2]], '[1, "a", [2]]'],
    [new Array(9).fill(0), 'an array of 9'],
    [new Float32Array(3), 'Float32Array of 12 bytes'],
    [{ shape: [2, 3] }, 'Object of shape [2, 3]'],
    [new Layer(), 'Layer'],
    [{}, 'Object'],
    [Object.create(null), 'object'],
    [Math.max, 'function max'],
    [() => 0, 'function (anonymous)'],
    [Symbol('s'), 'Symbol(s)'],
  ])('%o', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});

describe('argumentError', () => {
  it('names function, argument, requirement and received value', () => {
    const error = argumentError('mnist', 'limit', 'a positive integer', -3);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('mnist: limit must be a positive integer, received -3');
  });
});

describe('requireArgument', () => {
  it('throws the error unless the condition holds', () => {
    expect(() => requireArgument(true, 'f', 'x', 'positive', 1)).not.toThrow();
    expect(() => requireArgument(false, 'f', 'x', 'positive', Number.NaN)).toThrow(
      'f: x must be positive, received NaN',
    );
  });
});

import { describe, expect, it } from 'vitest';
import { ArgumentError, argumentError, requireArgument } from '../../src/base/argumentError.js';
import { describeValue } from '../../src/base/describeValue.js';

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
    ['\x1b[31m\x9b31m\u202e', '"\\u001b[31m\\u009b31m\\u202e"'],
    [[[[[1]]]], '[[[an array of 1]]]'],
    [{ shape: Array(100).fill(1) }, 'Object of shape an array of 100'],
    [JSON.parse('{"shape": [{"toString": 1}]}'), 'Object of shape [Object]'],
    [JSON.parse('{"constructor": {"name": {"toString": 1}}}'), 'object'],
    [JSON.parse('{"constructor": null}'), 'object'],
    [JSON.parse(`{"constructor": {"name": "${'x'.repeat(100)}"}}`), `${'x'.repeat(77)}...`],
  ])('%o', (value, text) => {
    expect(describeValue(value)).toBe(text);
  });
});

it('describeValue of a list of any depth does not exhaust the stack', () => {
  const deep = JSON.parse('['.repeat(200_000) + ']'.repeat(200_000));
  expect(describeValue(deep)).toBe('[[[an array of 1]]]');
});

it('describeValue of lists of long texts stays short', () => {
  const texts = Array(8).fill(Array(8).fill('x'.repeat(100)));
  expect(describeValue(texts)).toBe(`[${Array(8).fill('an array of 8').join(', ')}]`);
  expect(describeValue(texts[0])).toBe('an array of 8');
});

describe('argumentError', () => {
  it('names function, argument, requirement and received value', () => {
    const error = argumentError('mnist', 'limit', 'a positive integer', -3);
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toBe('mnist: limit must be a positive integer, received -3');
  });
});

it('a message has no character that steers a terminal, whatever a file is called', () => {
  const { message } = argumentError('read', 'codes in \x1b]0;x\x07.json', 'two\nlines', 1);
  expect(message).toBe('read: codes in \\u001b]0;x\\u0007.json must be two\\u000alines, received 1');
});

describe('requireArgument', () => {
  it('throws the error unless the condition holds', () => {
    expect(() => requireArgument(true, 'f', 'x', 'positive', 1)).not.toThrow();
    expect(() => requireArgument(false, 'f', 'x', 'positive', Number.NaN)).toThrow(
      'f: x must be positive, received NaN',
    );
  });
});

it('keeps the parts of its message, the value in words', () => {
  const error = argumentError('predictUfm', 'lambdaB', 'at least 0', -1);
  const { where, argument, requirement, received } = error;
  expect([where, argument, requirement, received]).toEqual(['predictUfm', 'lambdaB', 'at least 0', '-1']);
  const plain = new ArgumentError('a message of its own', { cause: error });
  expect([plain.argument, plain.cause]).toEqual([undefined, error]);
});

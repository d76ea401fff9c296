import { describe, expect, it } from 'vitest';
import { asInput, readLambdaB, toNumber, withOptionNames } from '../../../cli/options/values.js';
import { requireArgument } from '../../../src/base/argumentError.js';
import { InputError } from '../../../src/base/inputError.js';

const complain = () => requireArgument(false, 'predictUfm', 'lambdaB', 'at least 0', -1);
const breakDown = () => (undefined as unknown as string[]).length;

describe('asInput', () => {
  it("makes a function's complaint about its arguments the user's", async () => {
    const error = await asInput('--encoding', complain).catch(e => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe('--encoding: predictUfm: lambdaB must be at least 0, received -1');
  });

  it('leaves other errors and results alone', async () => {
    await expect(asInput('x', breakDown)).rejects.toBeInstanceOf(TypeError);
    expect(await asInput('x', () => 3)).toBe(3);
  });
});

describe('withOptionNames', () => {
  it('gives arguments the names of options', async () => {
    const error = await withOptionNames(complain).catch(e => e);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toBe('--lambda-b must be at least 0, received -1');
  });

  it('leaves other errors alone', async () => {
    await expect(withOptionNames(breakDown)).rejects.toBeInstanceOf(TypeError);
  });
});

it.each(['inf', 'Infinity', '+inf', 'INF', '∞'])('λ_b can be %s', text => {
  expect(readLambdaB('lambda-b', text)).toBe(Number.POSITIVE_INFINITY);
});

it.each(['', ' ', undefined, 'x', '1,2'])('%j is not a number', text => expect(toNumber(text)).toBeNaN());

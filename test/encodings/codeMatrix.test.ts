import { describe, it } from 'vitest';
import {
  errorCorrectingEncoding,
  gaussianEncoding,
  orthogonalEncoding,
  simplexEtfEncoding,
  sphericalEncoding,
} from '../../src/encodings/index.js';
import { expectArgumentError } from '../helpers/argumentErrors.js';

const constructors = {
  simplexEtfEncoding,
  orthogonalEncoding,
  errorCorrectingEncoding,
  gaussianEncoding,
  sphericalEncoding,
};

describe.each(Object.entries(constructors))('options of %s', (where, make) => {
  it.each<[unknown, string]>([
    [8, '8'],
    [null, 'null'],
    [[8], '[8]'],
    [{ dims: 8 }, '"dims"'],
  ])('are an object with known names, not %j', async (options, received) => {
    const parts = { where, argument: 'options', requirement: /an object with dim, .*seed/, received };
    await expectArgumentError(() => make(4, options as object), parts);
  });

  it.each<[unknown, string]>([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [null, 'null'],
    [{}, 'Object'],
  ])('have a seed that is a number or a word, not %j', async (seed, received) => {
    const parts = { where, argument: 'seed', requirement: 'a finite number or a string', received };
    await expectArgumentError(() => make(4, { seed: seed as number }), parts);
  });
});

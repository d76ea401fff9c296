import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { polyfillNodeUtil, useBackend } from '../../backends/index.js';
import { EXPECTED, onlyIf } from '../helpers/onlyIf.js';

// Every test file has a process of its own, so taking the functions away here harms no other test.
const target = util as unknown as Record<string, unknown>;
const original = { isNullOrUndefined: target.isNullOrUndefined, isArray: target.isArray };
const onNative = process.env.TFJS_NC_TEST_BACKEND === 'tfjs-node';

beforeEach(() => {
  delete target.isNullOrUndefined;
  delete target.isArray;
});
afterEach(() => Object.assign(target, original));

test('puts back what is missing, with the meaning it had', () => {
  expect(polyfillNodeUtil()).toEqual(['isNullOrUndefined', 'isArray']);
  const isNullOrUndefined = target.isNullOrUndefined as (value: unknown) => boolean;
  expect([null, undefined, 0, '', NaN, false].map(isNullOrUndefined)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
  const isArray = target.isArray as (value: unknown) => boolean;
  expect([[], { length: 0 }, 'a', null].map(isArray)).toEqual([true, false, false, false]);
});

test('leaves functions that are there alone', () => {
  const mine = () => true;
  target.isNullOrUndefined = mine;
  expect(polyfillNodeUtil()).toEqual(['isArray']);
  expect(target.isNullOrUndefined).toBe(mine);
});

test(
  'tfjs-node fails without the functions and works after useBackend',
  onlyIf(onNative, EXPECTED.onlyNative),
  async () => {
    const product = () => tf.tidy(() => tf.topk(tf.tensor1d([3, 1, 2]), 2).values.dataSync());
    expect(product).toThrow(/isNullOrUndefined\) is not a function/);
    await useBackend('tfjs-node');
    expect(Array.from(product())).toEqual([3, 2]);
  },
);

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { shallow } from '../../../run/schema/shape.js';
import { plainJson } from '../../../run/write/plainJson.js';

const plain = (value: unknown) => plainJson(value, 'info').plain;
const paths = (value: unknown) => plainJson(value, 'info').replaced.map(({ path }) => path);

describe('plainJson', () => {
  it.each<unknown>([
    { seed: 1, list: [1, 'a', null, true, [2]], deep: { a: { b: {} } } },
    { date: new Date(0), left: undefined, holes: [undefined, 1], own: { toJSON: () => ({ x: 1 }) } },
    [new Date(Number.NaN), 'ä\ud800', -0],
    JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'),
  ])('is what JSON makes of it, where JSON can hold it: %o', value => {
    expect(JSON.stringify(plain(value))).toBe(JSON.stringify(value));
    expect(paths(value)).toEqual([]);
  });

  it('is a text that says what it was, where JSON refuses it or loses it', () => {
    const circular: Record<string, unknown> = { name: 'x' };
    circular.self = { again: circular };
    const tensor = tf.zeros([2, 3]);
    const given = {
      big: 10n,
      nan: Number.NaN,
      infinite: -Infinity,
      run: function train() {},
      symbol: Symbol('s'),
      circular,
      tensor,
      error: new RangeError('out'),
      regexp: /x/g,
      broken: {
        toJSON() {
          throw new Error('no');
        },
      },
      getter: {
        get x() {
          throw new Error('never');
        },
        y: 1,
      },
    };
    expect(plain(given)).toEqual({
      big: '10',
      nan: 'NaN',
      infinite: '-Infinity',
      run: 'function train',
      symbol: 'Symbol(s)',
      circular: { name: 'x', self: { again: 'circular: info.circular' } },
      tensor: 'Tensor of shape [2, 3]',
      error: 'RangeError: out',
      regexp: '/x/g',
      broken: 'cannot be read: no',
      getter: { x: 'cannot be read: never', y: 1 },
    });
    tensor.dispose();
    expect(paths({ ...given, tensor: 1, error: 1, regexp: 1 })).toEqual([
      'info.big',
      'info.nan',
      'info.infinite',
      'info.run',
      'info.symbol',
      'info.circular.self.again',
      'info.broken',
      'info.getter.x',
    ]);
  });

  it('takes maps for objects, sets and typed arrays for lists', () => {
    const given = { map: new Map([[1, 'a']]), set: new Set([1, 2]), array: Float32Array.of(0.5, Number.NaN) };
    expect(plain(given)).toEqual({ map: { 1: 'a' }, set: [1, 2], array: [0.5, 'NaN'] });
  });

  it('repeats what is there twice, and is no circle', () => {
    const shared = { x: 1 };
    expect(plain({ a: shared, b: [shared, shared] })).toEqual({ a: shared, b: [shared, shared] });
  });

  it('ends, whatever is given: depth, width, sharing, length, endless lists', () => {
    let deep: unknown = 'end';
    let wide: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = { deep };
    for (let i = 0; i < 19; i++) wide = [wide, wide, wide];
    for (const value of [deep, wide, new Array(1e6).fill(1), { text: 'x'.repeat(1e7) }]) {
      const { plain, replaced } = plainJson(value, 'info');
      expect(shallow(plain)).toBe(true);
      expect(JSON.stringify(plain).length).toBeLessThan(1e6);
      expect(replaced.length).toBeGreaterThan(0);
    }
    const rest = plain(new Array(20_000).fill(1)) as unknown[];
    expect(rest.length).toBeLessThan(10_001);
    expect(rest.at(-1)).toBe('the rest is left out, there is too much of it');
  });

  it.each([
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('odd');
        },
      },
    ),
    {
      get toJSON() {
        throw new Error('odd');
      },
    },
  ])('never throws', value => {
    expect(plain({ value })).toEqual({ value: 'cannot be read: odd' });
  });
});

import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { PassOrder } from '../../../callbacks/data/passOrder.js';
import { random } from '../../../src/base/random.js';
import { expectNoLeakedTensors } from '../../helpers/leaks.js';

const { normal } = random(3);
const ROWS = 300;
/** Rows of three numbers; one of them is large and always the same, one hardly differs. */
const rows = Array.from({ length: ROWS }, (_, i) => [1000, 5 + 1e-3 * normal(), i % 7 === 0 ? normal() : 0]);
const inOrder = rows.map((_, i) => i);
const swapped = inOrder.with(130, 131).with(131, 130);
const reversed = inOrder.toReversed();

/** One pass over rows in an order, in batches of a size. */
async function pass(order: PassOrder, places: readonly number[], size = 32, of = rows): Promise<void> {
  for (let start = 0; start < places.length; start += size) {
    const batch = tf.tensor2d(places.slice(start, start + size).map(i => of[i]!));
    await order.add(batch);
    batch.dispose();
  }
  await order.end();
}

describe('PassOrder.order', () => {
  it('is unknown after one pass, and the same as long as it is', async () => {
    const order = new PassOrder();
    await pass(order, inOrder);
    expect(order.order).toBe('unknown');
    await pass(order, inOrder);
    await pass(order, inOrder);
    expect(order.order).toBe('same');
  });

  it.each([
    ['two samples changed places', swapped],
    ['all did', reversed],
    ['one is missing', inOrder.slice(1)],
    ['one came twice', [...inOrder, 4]],
  ])('is changing from then on where %s', async (_, other) => {
    const order = new PassOrder();
    await pass(order, inOrder);
    await pass(order, other);
    expect(order.order).toBe('changing');
    await pass(order, other);
    expect(order.order).toBe('changing');
  });

  it('is told of one number per sample, of images, of several inputs, of integers', async () => {
    const shuffledOf =
      (inputs: (places: readonly number[]) => Parameters<PassOrder['add']>[0]) => async () => {
        const seen = [];
        for (const other of [inOrder, swapped]) {
          const order = new PassOrder();
          for (const places of [inOrder, other]) {
            const batch = inputs(places);
            await order.add(batch);
            tf.dispose(batch as tf.TensorContainer);
            await order.end();
          }
          seen.push(order.order);
        }
        return seen;
      };
    const flat = (places: readonly number[]) => tf.tensor1d(places.map(i => rows[i]![1]!));
    const images = (places: readonly number[]) => tf.tensor4d(places.map(i => [[rows[i]!, rows[i]!]]));
    const integers = (places: readonly number[]) =>
      tf.tensor2d(
        places.map(i => [i % 9, 3]),
        undefined,
        'int32',
      );
    for (const inputs of [flat, images, integers]) {
      expect(await shuffledOf(inputs)()).toEqual(['same', 'changing']);
    }
    const several = (places: readonly number[]) => ({ a: tf.ones([ROWS, 2]), b: flat(places) });
    expect(await shuffledOf(several)()).toEqual(['same', 'changing']);
  });

  it('says nothing of what it cannot read', async () => {
    for (const batch of [tf.fill([4, 2], Number.NaN), tf.tensor2d([['a'], ['b']])]) {
      const order = new PassOrder();
      for (let i = 0; i < 2; i++) {
        await order.add(batch);
        await order.end();
      }
      expect(order.order).toBe('changing');
    }
  });
});

describe('PassOrder.sameSamples', () => {
  it('holds in another order and in batches of another size, and only for the same samples', async () => {
    const order = new PassOrder();
    await pass(order, inOrder);
    await pass(order, swapped);
    expect(order.sameSamples).toBe(true);
    await pass(order, reversed, 50);
    expect(order.sameSamples).toBe(true);
    await pass(order, inOrder.slice(1));
    expect(order.sameSamples).toBe(false);
    await pass(order, inOrder);
    expect(order.sameSamples).toBe(false);
    // As augmentation does.
    const moved = rows.map(row => row.map(x => x * (1 + 0.01 * normal())));
    await pass(order, inOrder, 32, moved);
    expect(order.sameSamples).toBe(false);
  });
});

it('leaks no tensors, also where a pass fails', async () => {
  await expectNoLeakedTensors(async () => {
    const order = new PassOrder();
    await pass(order, inOrder, 1);
    const batch = tf.tensor2d(rows);
    await order.add(batch);
    order.cancel();
    batch.dispose();
    await pass(order, inOrder, 1);
    expect(order.order).toBe('same');
  });
});

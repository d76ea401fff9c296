import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { tapLayer } from '../../../callbacks/taps/tapLayers.js';
import { smallData, smallModel } from '../../helpers/smallModel.js';

it('sees input and output of every call until it is undone', () => {
  const { xs } = smallData();
  const model = smallModel();
  const [hidden, head] = model.layers;
  const seen: unknown[] = [];
  const untap = tapLayer(head!, (input, output) => seen.push([input.shape, output.shape]));
  tf.tidy(() => void model.predictOnBatch(xs));
  untap();
  tf.tidy(() => void model.predictOnBatch(xs));
  expect(seen).toEqual([
    [
      [36, 8],
      [36, 3],
    ],
  ]);
  expect(Object.hasOwn(head!, 'call') || Object.hasOwn(hidden!, 'call')).toBe(false);
});

it('leaves a call hook and a `call` of the user in place', () => {
  const { xs } = smallData();
  const head = smallModel().layers[1]!;
  const own = head.call.bind(head);
  head.call = own;
  let hooked = 0;
  head.setCallHook(() => void hooked++);
  const input = tf.zeros([2, 8]);
  const untap = tapLayer(head, () => {});
  tf.tidy(() => void head.apply(input));
  untap();
  expect(hooked).toBe(1);
  expect(head.call).toBe(own);
  tf.dispose([input, xs]);
});

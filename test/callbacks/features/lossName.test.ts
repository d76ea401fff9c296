import type { LayersModel } from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { lossName } from '../../../callbacks/features/lossName.js';

it.each<[unknown, string | undefined]>([
  ['meanSquaredError', 'meanSquaredError'],
  [['meanSquaredError'], 'meanSquaredError'],
  [{ head: 'categoricalCrossentropy' }, 'categoricalCrossentropy'],
  [['meanSquaredError', 'meanSquaredError'], undefined],
  [[() => 0], undefined],
  [() => 0, undefined],
  [undefined, undefined],
  [null, undefined],
])('of %o is %s', (loss, name) => {
  expect(lossName({ loss: loss as LayersModel['loss'] })).toBe(name);
});

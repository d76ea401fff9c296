import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { dilateSpatial, spatialWindow, subsampleSpatial } from '../../../backends/wasm-training/spatial.js';
import { describeOnWasm } from './onWasm.js';

/** Height 2, width 3, two channels: 1..12. */
const image = () =>
  tf.tensor4d(
    Array.from({ length: 12 }, (_, i) => i + 1),
    [1, 2, 3, 2],
  );

describeOnWasm('spatial', () => {
  test('dilateSpatial puts zeros behind every row and column, so that subsampling gives the image back', () => {
    const x = tf.randomNormal<tf.Rank.R4>([2, 3, 4, 2], 0, 1, 'float32', 1);
    for (const [strideHeight, strideWidth] of [
      [1, 1],
      [2, 3],
      [3, 1],
    ] as const) {
      const dilated = dilateSpatial(x, strideHeight, strideWidth);
      expect(dilated.shape).toEqual([2, 3 * strideHeight, 4 * strideWidth, 2]);
      const back = subsampleSpatial(dilated, [strideHeight, strideWidth], [3, 4]);
      expect(back.dataSync()).toEqual(x.dataSync());
      // nothing but zeros was added
      expect(dilated.dataSync().filter(value => value !== 0)).toEqual(x.dataSync());
    }
  });

  test('spatialWindow crops and pads each side by itself', () => {
    expect(spatialWindow(image(), { top: 0, left: 0, height: 2, width: 3 }).dataSync()).toEqual(
      image().dataSync(),
    );
    const inside = spatialWindow(image(), { top: 1, left: 1, height: 1, width: 2 });
    expect(inside.arraySync()).toEqual([
      [
        [
          [9, 10],
          [11, 12],
        ],
      ],
    ]);
    const across = spatialWindow(image(), { top: -1, left: 2, height: 2, width: 2 });
    expect(across.arraySync()).toEqual([
      [
        [
          [0, 0],
          [0, 0],
        ],
        [
          [5, 6],
          [0, 0],
        ],
      ],
    ]);
  });
});

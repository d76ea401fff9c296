import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** Puts `strideHeight - 1` zero rows after every row and `strideWidth - 1` zero columns after every column. */
export function dilateSpatial(x: tf.Tensor4D, strideHeight: number, strideWidth: number): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const zerosAfter = (t: tf.Tensor3D, count: number) =>
    tf.pad3d(t, [
      [0, 0],
      [0, count],
      [0, 0],
    ]);
  let dilated: tf.Tensor = x;
  if (strideWidth > 1) {
    dilated = zerosAfter(tf.reshape(dilated, [n * h * w, 1, c]), strideWidth - 1);
  }
  if (strideHeight > 1) {
    dilated = zerosAfter(tf.reshape(dilated, [n * h, 1, w * strideWidth * c]), strideHeight - 1);
  }
  return tf.reshape(dilated, [n, h * strideHeight, w * strideWidth, c]);
}

/** A rectangle of the two spatial axes; it may lie partly outside the tensor. */
export interface SpatialWindow {
  top: number;
  left: number;
  height: number;
  width: number;
}

/** The part of `x` inside `window`, with zeros where the window lies outside `x`. */
export function spatialWindow(x: tf.Tensor4D, window: SpatialWindow): tf.Tensor4D {
  const [n, h, w, c] = x.shape;
  const { top, left, height, width } = window;
  const before = [Math.max(0, -top), Math.max(0, -left)] as const;
  const after = [Math.max(0, top + height - h), Math.max(0, left + width - w)] as const;
  const padded = [...before, ...after].some(count => count > 0)
    ? tf.pad4d(x, [
        [0, 0],
        [before[0], after[0]],
        [before[1], after[1]],
        [0, 0],
      ])
    : x;
  if (padded.shape[1] === height && padded.shape[2] === width) return padded;
  return tf.slice4d(padded, [0, top + before[0], left + before[1], 0], [n, height, width, c]);
}

/**
 * `x[:, ::strideHeight, ::strideWidth, :]`, of which the first `height` rows and `width` columns. The backend's own
 * StridedSlice works out the index of every single element.
 */
export function subsampleSpatial(
  x: tf.Tensor4D,
  [strideHeight, strideWidth]: readonly [number, number],
  [height, width]: readonly [number, number],
): tf.Tensor4D {
  if (strideHeight === 1 && strideWidth === 1) return x;
  const [n, h, w, c] = x.shape;
  const backend = tf.backend() as BackendWasm;
  const out = backend.makeOutput([n, height, width, c], 'float32');
  const from = backend.typedArrayFromHeap(x);
  const to = backend.typedArrayFromHeap(out);
  let o = 0;
  for (let image = 0; image < n; image++) {
    for (let row = 0; row < height; row++) {
      let pixel = (image * h + row * strideHeight) * w * c;
      for (let column = 0; column < width; column++, pixel += strideWidth * c) {
        for (let k = 0; k < c; k++) to[o++] = from[pixel + k]!;
      }
    }
  }
  return tf.engine().makeTensorFromTensorInfo(out) as tf.Tensor4D;
}

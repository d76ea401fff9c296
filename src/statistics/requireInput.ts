import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';

/**
 * Throws where the backend computes with 16-bit floats, as WebGL does on GPUs that cannot draw into 32-bit textures: three
 * digits are not enough for any metric, whose numbers would look like others.
 */
export function requireFloat32(where: string): void {
  if (!drawsHalfFloats()) return;
  throw new Error(
    `${where}: the backend webgl computes with 16-bit floats on this device, metrics need 32 bits: use another backend ` +
      '(webgpu, wasm)',
  );
}

/** `floatPrecision()` does not tell: it looks at one number, which tf.js computes on the host. */
function drawsHalfFloats(): boolean {
  return tf.getBackend() === 'webgl' && !tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED');
}

/** Throws unless a tensor is an int32 vector with one entry per row. */
export function requireLabels(where: string, argument: string, labels: Tensor1D, rows: number): void {
  const isVector = labels?.shape?.length === 1 && labels.shape[0] === rows && labels.dtype === 'int32';
  requireArgument(isVector, where, argument, `an int32 tensor of shape [${rows}]`, labels);
}

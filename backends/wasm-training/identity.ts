import * as tf from '@tensorflow/tfjs-core';
import { shareBuffer } from './buffers.js';
import { type Inputs, kernelPatch } from './kernelPatch.js';

/** Identity shares its input's buffer. The backend copies it, and clones every tensor saved for a gradient. */
export const identity = kernelPatch<Inputs<'x'>, object>(
  tf.Identity,
  'slow',
  upstream => call =>
    call.inputs.x.dtype === 'string' ? upstream(call) : shareBuffer(call.inputs.x, call.backend),
);

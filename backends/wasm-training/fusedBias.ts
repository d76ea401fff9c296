import * as tf from '@tensorflow/tfjs-core';
import { copyBuffer } from './buffers.js';
import { type KernelPatch, kernelPatch } from './kernelPatch.js';

/**
 * Guards the fused kernels against a bias that shares its buffer with a tensor of another shape (a reshape): they
 * check the shape that the buffer was made with instead of the tensor's own, and refuse it. Such a bias is copied.
 */
export const fusedBias: readonly KernelPatch[] = [
  tf.FusedConv2D,
  tf.FusedDepthwiseConv2D,
  tf._FusedMatMul,
].map(kernelName =>
  kernelPatch<tf.NamedTensorInfoMap, object>(kernelName, 'wrong', upstream => call => {
    const { inputs, backend } = call;
    const { bias } = inputs;
    if (!bias || tf.util.arraysEqual(backend.dataIdMap.get(bias.dataId).shape, bias.shape)) {
      return upstream(call);
    }
    const copy = copyBuffer(bias, backend);
    try {
      return upstream({ ...call, inputs: { ...inputs, bias: copy } });
    } finally {
      backend.disposeData(copy.dataId);
    }
  }),
);

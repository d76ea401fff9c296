import * as tf from '@tensorflow/tfjs-core';
import { copyBuffer } from './buffers.js';
import { type KernelInputs, type KernelPatch, kernelPatch } from './kernelPatch.js';
import { type MatMulAttrs, runsOnXnnpack } from './matMul.js';

type FusedInputs = KernelInputs<'a' | 'b'> & { bias?: tf.TensorInfo; preluActivationWeights?: tf.TensorInfo };

/**
 * Guards the fused product where the backend does not run XNNPACK (with a transpose, or several products): its scalar
 * loop adds the bias once per block of 48 terms, adds the last bias to every row but the first, and clamps (relu)
 * inside the sum. The product is computed alone, then bias and activation.
 */
export const fusedMatMul = kernelPatch<FusedInputs, MatMulAttrs & tf._FusedMatMulAttrs>(
  tf._FusedMatMul,
  'wrong',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const { a, b, bias, preluActivationWeights } = inputs;
    if (runsOnXnnpack(call) || (!bias && attrs.activation === 'linear')) return upstream(call);
    return tf.tidy(() => {
      const product = upstream({ inputs: { a, b }, attrs: { ...attrs, activation: 'linear' }, backend });
      const tensor = tf.engine().makeTensorFromTensorInfo(product);
      const biased = bias ? tf.add(tensor, bias as tf.Tensor) : tensor;
      return activate(biased, attrs, preluActivationWeights as tf.Tensor | undefined);
    });
  },
);

function activate(x: tf.Tensor, attrs: tf._FusedMatMulAttrs, alpha: tf.Tensor | undefined): tf.Tensor {
  switch (attrs.activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'elu':
      return tf.elu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'leakyrelu':
      return tf.leakyRelu(x, attrs.leakyreluAlpha);
    case 'prelu':
      return tf.prelu(x, alpha!);
    default:
      throw new Error(`${tf._FusedMatMul} (wasm training): unknown activation ${attrs.activation}`);
  }
}

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

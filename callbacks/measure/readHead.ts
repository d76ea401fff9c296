import type { Tensor } from '@tensorflow/tfjs-core';
import { matrixFrom } from '../../src/linalg/dense.js';
import type { Head } from '../../src/metrics/head.js';
import type { Layer } from '../network/layerList.js';

/** Copies the weights of a dense layer to the host. */
export async function readHead(layer: Layer): Promise<Head> {
  // getWeights() returns the live variables: they are read, never disposed.
  const weights = layer.getWeights();
  const kernel = weights[0] as Tensor;
  const bias = weights.find(weight => weight.shape.length === 1);
  const [kernelValues, biasValues] = await Promise.all([kernel.data(), bias?.data()]);
  return {
    kernel: matrixFrom(kernelValues, kernel.shape[0]!, kernel.shape[1]!),
    bias: biasValues === undefined ? null : [...biasValues],
  };
}

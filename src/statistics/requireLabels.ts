import type { Tensor1D } from '@tensorflow/tfjs-core';
import { requireArgument } from '../base/argumentError.js';

/** Throws unless a tensor is an int32 vector with one entry per row. */
export function requireLabels(where: string, argument: string, labels: Tensor1D, rows: number): void {
  const isVector = labels?.shape?.length === 1 && labels.shape[0] === rows && labels.dtype === 'int32';
  requireArgument(isVector, where, argument, `an int32 tensor of shape [${rows}]`, labels);
}

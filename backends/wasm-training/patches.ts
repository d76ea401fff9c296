import { conv2DBackpropFilter, conv2DBackpropInput } from './conv2dGradients.js';
import { gather, identity, slice, tile } from './dataMovement.js';
import { cast, castToBool, clipByValue, oneHot, stridedSlice } from './dataTypes.js';
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from './depthwiseConv2dGradients.js';
import { fusedBias, fusedMatMul } from './fusedKernels.js';
import type { KernelPatch } from './kernelPatch.js';
import { emptyMatMul, matMul, matMulCache } from './matMul.js';
import { padding } from './padding.js';
import { avgPoolGrad, maxPoolGrad } from './poolGradients.js';
import { preciseSum, sumLeadingAxes, unsortedSegmentSum } from './sums.js';

/** Every kernel of the module, in the order of registration: a later patch of a kernel wraps the earlier ones. */
export const patches: readonly KernelPatch[] = [
  // Around the backend's own kernels, so that what comes later calls the guarded ones.
  ...matMulCache,
  emptyMatMul,
  ...fusedBias,
  fusedMatMul,
  castToBool,
  clipByValue,
  oneHot,
  stridedSlice,
  avgPoolGrad,
  ...preciseSum,
  // Missing and slow kernels.
  conv2DBackpropFilter,
  conv2DBackpropInput,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
  maxPoolGrad,
  ...matMul,
  ...sumLeadingAxes,
  slice,
  gather,
  identity,
  cast,
  tile,
  // Around all of them: paddings reach every kernel, ours included, in a form that it handles.
  ...padding,
];

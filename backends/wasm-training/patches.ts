import { avgPoolGrad } from './avgPoolGrad.js';
import { cast, castToBool } from './cast.js';
import { clipByValue } from './clipByValue.js';
import { conv2DBackpropFilter } from './conv2DBackpropFilter.js';
import { conv2DBackpropInput } from './conv2DBackpropInput.js';
import { depthwiseConv2dBackpropFilter } from './depthwiseConv2dBackpropFilter.js';
import { depthwiseConv2dBackpropInput } from './depthwiseConv2dBackpropInput.js';
import { emptyMatMul } from './emptyMatMul.js';
import { fusedBias } from './fusedBias.js';
import { fusedMatMul } from './fusedMatMul.js';
import { gather } from './gather.js';
import { identity } from './identity.js';
import type { KernelPatch } from './kernelPatch.js';
import { matMul } from './matMul.js';
import { matMulCache } from './matMulCache.js';
import { maxPoolGrad } from './maxPoolGrad.js';
import { oneHot } from './oneHot.js';
import { padding } from './padding.js';
import { preciseSum } from './preciseSum.js';
import { slice } from './slice.js';
import { stridedSlice } from './stridedSlice.js';
import { sumLeadingAxes } from './sumLeadingAxes.js';
import { tile } from './tile.js';
import { unsortedSegmentSum } from './unsortedSegmentSum.js';

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

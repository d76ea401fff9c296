import { cast } from './cast.js';
import { conv2DBackpropFilter } from './conv2DBackpropFilter.js';
import { conv2DBackpropInput } from './conv2DBackpropInput.js';
import { depthwiseConv2dBackpropFilter } from './depthwiseConv2dBackpropFilter.js';
import { depthwiseConv2dBackpropInput } from './depthwiseConv2dBackpropInput.js';
import { identity } from './identity.js';
import type { KernelPatch } from './kernelPatch.js';
import { matMulCacheGuard, transposedMatMul } from './matMul.js';
import { maxPoolGrad } from './maxPoolGrad.js';
import { slice } from './slice.js';
import { sumLeadingAxes } from './sumLeadingAxes.js';
import { tile } from './tile.js';
import { unsortedSegmentSum } from './unsortedSegmentSum.js';

/** Every kernel of the module. Guards come first, so that what replaces a slow kernel calls the guarded one. */
export const patches: readonly KernelPatch[] = [
  ...matMulCacheGuard,
  conv2DBackpropFilter,
  depthwiseConv2dBackpropFilter,
  depthwiseConv2dBackpropInput,
  unsortedSegmentSum,
  conv2DBackpropInput,
  ...transposedMatMul,
  maxPoolGrad,
  ...sumLeadingAxes,
  slice,
  identity,
  cast,
  tile,
];

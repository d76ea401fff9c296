import { BackendWasm, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { requireArgument } from '../../src/base/argumentError.js';
import { guardAllocations, runningBackend } from './buffers.js';
import { conv2DBackpropFilter, conv2DBackpropInput } from './conv2dGradients.js';
import { gather, identity, slice, tile } from './dataMovement.js';
import { cast, castToBool, clipByValue, oneHot, stridedSlice } from './dataTypes.js';
import { depthwiseConv2dBackpropFilter, depthwiseConv2dBackpropInput } from './depthwiseConv2dGradients.js';
import { fusedBias, fusedMatMul } from './fusedKernels.js';
import type { KernelPatch, PatchReason, WasmKernel } from './kernelPatch.js';
import { emptyMatMul, matMul, matMulCache } from './matMul.js';
import { padding } from './padding.js';
import { avgPoolGrad, maxPoolGrad } from './poolGradients.js';
import { preciseSum, sumLeadingAxes, unsortedSegmentSum } from './sums.js';

/** Every kernel of the module, in the order of registration: a later patch of a kernel wraps the earlier ones. */
export const patches: readonly KernelPatch[] = [
  // These wrap the backend's own kernels, so that later patches call the guarded ones.
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
  // This wraps all of them: every kernel, ours included, gets paddings in a form that it handles.
  ...padding,
];

/** Options of {@link enableWasmTraining}. */
export interface WasmTrainingOptions {
  /**
   * Whether kernels that the backend has as slow scalar loops are replaced. `false` keeps the backend's own, which
   * makes an epoch of a small CNN several times slower; missing kernels and guards are registered all the same.
   * Default: true.
   */
  replaceSlow?: boolean;
}

/** What {@link enableWasmTraining} registered: names of kernels, in alphabetical order. */
export interface WasmTrainingReport {
  /** Kernels that the backend lacks. */
  added: string[];
  /** Kernels of the backend that are slow, and were replaced. */
  replaced: string[];
  /** Kernels that silently compute something wrong, or corrupt memory, for some arguments. These cases are handled. */
  guarded: string[];
}

interface Enabled {
  report: WasmTrainingReport;
  undo(): void;
}

/** The minor version whose kernels, faults and timings this module was written for. */
const WRITTEN_FOR = '4.22.';

let enabled: Enabled | undefined;

/**
 * Makes `@tensorflow/tfjs-backend-wasm` 4.22 able to train convolutional networks: registers the gradient kernels it
 * lacks, replaces the ones that are measurably slow, and guards the ones that silently compute wrong numbers. Call it
 * before or after `tf.setBackend('wasm')`; other backends are not touched. A second call changes nothing and returns
 * the same report, whatever its options.
 *
 * @throws TypeError if `replaceSlow` is not a boolean
 * @throws Error if the wasm backend is of another version than 4.22, has not registered its kernels with this
 *   process's copy of `@tensorflow/tfjs-core`, or runs from a second copy of its package
 *
 * @example
 * await tf.setBackend('wasm');
 * enableWasmTraining().added;
 * // ['Conv2DBackpropFilter', 'DepthwiseConv2dNativeBackpropFilter', 'DepthwiseConv2dNativeBackpropInput',
 * //  'UnsortedSegmentSum']
 */
export function enableWasmTraining(options: WasmTrainingOptions = {}): WasmTrainingReport {
  const replaceSlow = options.replaceSlow === undefined ? true : options.replaceSlow;
  requireArgument(
    typeof replaceSlow === 'boolean',
    'enableWasmTraining',
    'replaceSlow',
    'a boolean',
    replaceSlow,
  );
  if (enabled === undefined) {
    requireBackend(version_wasm);
    enabled = install(patches.filter(patch => isWanted(patch, replaceSlow)));
  }
  return structuredClone(enabled.report);
}

/** Puts the backend's own kernels back. For tests, which need both. */
export function disableWasmTraining(): void {
  enabled?.undo();
  enabled = undefined;
}

/** Refuses a backend that this module does not know. */
export function requireBackend(version: string): void {
  if (!version.startsWith(WRITTEN_FOR)) {
    throw new Error(
      `enableWasmTraining: written for @tensorflow/tfjs-backend-wasm ${WRITTEN_FOR}x, found ${version}`,
    );
  }
  const unknown = patches.find(({ kernelName, reason }) => reason === 'slow' && !kernelOf(kernelName));
  if (unknown) {
    throw new Error(
      `enableWasmTraining: the wasm backend has not registered its kernel ${unknown.kernelName} with this copy of ` +
        '@tensorflow/tfjs-core: two copies of tfjs-core, or a custom build of the backend',
    );
  }
  const backend = runningBackend();
  if (backend && !(backend instanceof BackendWasm)) {
    throw new Error(
      'enableWasmTraining: the running wasm backend comes from a second copy of @tensorflow/tfjs-backend-wasm; ' +
        '`npm ls @tensorflow/tfjs-backend-wasm` shows both',
    );
  }
}

function isWanted({ kernelName, reason }: KernelPatch, replaceSlow: boolean): boolean {
  if (reason === 'missing') return kernelOf(kernelName) === undefined;
  return reason !== 'slow' || replaceSlow;
}

const kernelOf = (name: string) => tf.getKernel(name, 'wasm');

function install(wanted: readonly KernelPatch[]): Enabled {
  const before = new Map(wanted.map(({ kernelName }) => [kernelName, kernelOf(kernelName)]));
  const releaseHeap = guardAllocations();
  for (const patch of wanted) apply(patch);
  const names = (reason: PatchReason) => [
    ...new Set(wanted.filter(patch => patch.reason === reason).map(patch => patch.kernelName)),
  ];
  const missing = names('missing');
  const guarded = names('wrong').filter(name => !missing.includes(name));
  return {
    report: { added: missing.sort(), replaced: names('slow').sort(), guarded: guarded.sort() },
    undo: () => {
      releaseHeap();
      for (const [kernelName, config] of before) {
        tf.unregisterKernel(kernelName, 'wasm');
        if (config) tf.registerKernel(config);
      }
    },
  };
}

function apply(patch: KernelPatch): void {
  const { kernelName } = patch;
  const current = kernelOf(kernelName);
  // Registering over a kernel warns on the console.
  if (current) tf.unregisterKernel(kernelName, 'wasm');
  const kernelFunc = patch.create(current?.kernelFunc as unknown as WasmKernel);
  // The rest of the backend's own registration stays: its set-up function binds the compiled code.
  tf.registerKernel({
    ...current,
    kernelName,
    backendName: 'wasm',
    kernelFunc: kernelFunc as unknown as tf.KernelFunc,
  });
}

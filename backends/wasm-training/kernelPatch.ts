import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tf from '@tensorflow/tfjs-core';

/** Inputs of a kernel by name, all of them given (tf.js declares them as possibly missing). */
export type KernelInputs<Names extends string> = Record<Names, tf.TensorInfo>;

/** What tf.js hands to a kernel of the wasm backend, with this kernel's own inputs and attributes. */
export interface KernelCall<In = tf.NamedTensorInfoMap, Attrs = object> {
  inputs: In;
  attrs: Attrs;
  backend: BackendWasm;
}

export type WasmKernel<In = tf.NamedTensorInfoMap, Attrs = object> = (
  call: KernelCall<In, Attrs>,
) => tf.TensorInfo;

/** Why a kernel is registered. */
export type PatchReason =
  /** The backend has no such kernel, and training needs it. */
  | 'missing'
  /** The backend's kernel is measurably slow; kept when `replaceSlow` is false. */
  | 'slow'
  /** The backend's kernel silently computes something wrong, or corrupts memory: always guarded. */
  | 'wrong';

/** One kernel that the module registers. */
export interface KernelPatch {
  kernelName: string;
  reason: PatchReason;
  /** Makes the kernel from the one it takes the place of; `missing` kernels ignore the argument. */
  create(upstream: WasmKernel): WasmKernel;
}

/**
 * Ties a kernel's own input and attribute types to the untyped call of the registry. tf.js guarantees both by the
 * kernel's name alone, which is why the one cast is here.
 */
export function kernelPatch<In, Attrs>(
  kernelName: string,
  reason: PatchReason,
  create: (upstream: WasmKernel<In, Attrs>) => WasmKernel<In, Attrs>,
): KernelPatch {
  return { kernelName, reason, create: create as unknown as KernelPatch['create'] };
}

import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, type KernelPatch, kernelPatch, type WasmKernel } from './kernelPatch.js';

interface MatMulInputs {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
}

interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

type MatMul = WasmKernel<MatMulInputs, MatMulAttrs>;
type MatMulCall = KernelCall<MatMulInputs, MatMulAttrs>;

const NAMES = [tf.BatchMatMul, tf._FusedMatMul];

/**
 * Matrix products with a transpose: the backend runs XNNPACK only without transposes and falls back on a scalar loop
 * otherwise, so the operand is transposed first.
 */
export const transposedMatMul: readonly KernelPatch[] = NAMES.map(kernelName =>
  kernelPatch<MatMulInputs, MatMulAttrs>(kernelName, 'slow', upstream => call => {
    const { a, b } = call.inputs;
    const { transposeA, transposeB } = call.attrs;
    if (!(transposeA || transposeB) || !isSingle(a) || !isSingle(b)) return upstream(call);
    return withTransposed(upstream, call);
  }),
);

/** XNNPACK multiplies single float32 matrices: all batch axes are 1. */
const isSingle = (t: tf.TensorInfo) =>
  t.dtype === 'float32' && t.shape.slice(0, -2).every(size => size === 1);

function withTransposed(upstream: MatMul, call: MatMulCall): tf.TensorInfo {
  const { inputs, attrs, backend } = call;
  const a = attrs.transposeA ? transposeLastTwo(inputs.a, backend) : inputs.a;
  const b = attrs.transposeB ? transposeLastTwo(inputs.b, backend) : inputs.b;
  const plain = { ...attrs, transposeA: false, transposeB: false };
  const out = upstream({ inputs: { ...inputs, a, b }, attrs: plain, backend });
  if (a !== inputs.a) backend.disposeData(a.dataId);
  if (b !== inputs.b) backend.disposeData(b.dataId);
  return out;
}

function transposeLastTwo(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const transpose = tf.getKernel(tf.Transpose, 'wasm')!.kernelFunc as unknown as WasmKernel;
  const rank = x.shape.length;
  const perm = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
  return transpose({ inputs: { x }, attrs: { perm }, backend });
}

/**
 * The backend caches its XNNPACK operator by the buffer of `b`, whatever shape `b` has: after `matMul(a, b)`,
 * `matMul(a2, tf.reshape(b, ...))` silently computes with the first shape. A buffer that was seen with another shape
 * is therefore copied.
 */
export const matMulCacheGuard: readonly KernelPatch[] = NAMES.map(kernelName =>
  kernelPatch<MatMulInputs, MatMulAttrs>(kernelName, 'wrong', upstream => call => {
    const { inputs, backend } = call;
    if (isCachedWith(inputs.b, backend)) return upstream(call);
    const b = copyBuffer(inputs.b, backend);
    const out = upstream({ ...call, inputs: { ...inputs, b } });
    backend.disposeData(b.dataId);
    return out;
  }),
);

/** The shape with which each buffer was first multiplied; the key is the backend's own record of the buffer. */
const firstShape = new WeakMap<object, string>();

function isCachedWith(b: tf.TensorInfo, backend: BackendWasm): boolean {
  const buffer = backend.dataIdMap.get(b.dataId);
  const shape = b.shape.slice(-2).join('x');
  const first = firstShape.get(buffer);
  if (first === undefined) firstShape.set(buffer, shape);
  return first === undefined || first === shape;
}

function copyBuffer(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const copy = backend.makeOutput(x.shape, x.dtype);
  backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(x));
  return copy;
}

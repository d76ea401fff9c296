import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { copyBuffer, firstFutureBufferId } from './buffers.js';
import {
  type KernelCall,
  type KernelInputs,
  type KernelPatch,
  kernelPatch,
  type WasmKernel,
} from './kernelPatch.js';

export type MatMulInputs = KernelInputs<'a' | 'b'>;

export interface MatMulAttrs {
  transposeA: boolean;
  transposeB: boolean;
}

type MatMulCall = KernelCall<MatMulInputs, MatMulAttrs>;

export const MATMUL_KERNELS = [tf.BatchMatMul, tf._FusedMatMul];

/**
 * Matrix products with a transpose. The backend runs XNNPACK on single products without transposes and a scalar loop
 * on all others, so the operand is transposed first.
 */
export const matMul: readonly KernelPatch[] = MATMUL_KERNELS.map(kernelName =>
  kernelPatch<MatMulInputs, MatMulAttrs>(kernelName, 'slow', upstream => call => {
    const { a, b } = call.inputs;
    if (runsOnXnnpack(call) || !isSingle(a) || !isSingle(b)) return upstream(call);
    return withoutTransposes(upstream, call);
  }),
);

/** Whether the backend hands the product to XNNPACK. */
export function runsOnXnnpack({ inputs, attrs }: MatMulCall): boolean {
  return !(attrs.transposeA || attrs.transposeB) && isSingle(inputs.a) && isSingle(inputs.b);
}

const isSingle = ({ dtype, shape }: tf.TensorInfo) =>
  dtype === 'float32' && shape.slice(0, -2).every(size => size === 1);

function withoutTransposes(upstream: WasmKernel<MatMulInputs, MatMulAttrs>, call: MatMulCall): tf.TensorInfo {
  const { inputs, attrs, backend } = call;
  const a = attrs.transposeA ? transposeLastTwo(inputs.a, backend) : inputs.a;
  const b = attrs.transposeB ? transposeLastTwo(inputs.b, backend) : inputs.b;
  try {
    const plain = { ...attrs, transposeA: false, transposeB: false };
    return upstream({ inputs: { ...inputs, a, b }, attrs: plain, backend });
  } finally {
    if (a !== inputs.a) backend.disposeData(a.dataId);
    if (b !== inputs.b) backend.disposeData(b.dataId);
  }
}

function transposeLastTwo(x: tf.TensorInfo, backend: BackendWasm): tf.TensorInfo {
  const transpose = tf.getKernel(tf.Transpose, 'wasm')!.kernelFunc as unknown as WasmKernel;
  const rank = x.shape.length;
  const perm = [...x.shape.keys()].slice(0, -2).concat(rank - 1, rank - 2);
  return transpose({ inputs: { x }, attrs: { perm }, backend });
}

/** Guards products over an inner size of 0: zeros, where the backend gives uninitialized memory. */
export const emptyMatMul = kernelPatch<MatMulInputs, MatMulAttrs>(
  tf.BatchMatMul,
  'wrong',
  upstream => call => {
    const { inputs, attrs, backend } = call;
    const [a, b] = [inputs.a.shape, inputs.b.shape];
    if (a.at(attrs.transposeA ? -2 : -1) !== 0) return upstream(call);
    const batch = tf.broadcast_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
    const rows = a.at(attrs.transposeA ? -1 : -2)!;
    const columns = b.at(attrs.transposeB ? -2 : -1)!;
    const out = backend.makeOutput([...batch, rows, columns], 'float32');
    backend.typedArrayFromHeap(out).fill(0);
    return out;
  },
);

/**
 * Guards matrix products against the backend's operator cache, whose key is the buffer of `b` without its shape:
 * after `matMul(a, b)`, `matMul(a2, tf.reshape(b, ...))` silently computes with the first shape of `b` (and can write
 * past its output). A buffer that was multiplied with another shape before is therefore copied.
 * Convolutions have a cache too, but not this fault: their key contains every size of the filter.
 */
export const matMulCache: readonly KernelPatch[] = MATMUL_KERNELS.map(kernelName =>
  kernelPatch<MatMulInputs, MatMulAttrs>(kernelName, 'wrong', upstream => {
    const firstKnown = firstFutureBufferId();
    return call => {
      const { inputs, backend } = call;
      if (!runsOnXnnpack(call) || isSafe(inputs.b, backend, firstKnown)) return upstream(call);
      const b = copyBuffer(inputs.b, backend);
      try {
        return upstream({ ...call, inputs: { ...inputs, b } });
      } finally {
        backend.disposeData(b.dataId);
      }
    };
  }),
);

/** The shape with which each buffer is cached; the key is the backend's own record of the buffer. */
const cachedShape = new WeakMap<object, string>();

/** Buffers older than the guard may be cached with any shape. */
function isSafe(b: tf.TensorInfo, backend: BackendWasm, firstKnown: number): boolean {
  const buffer = backend.dataIdMap.get(b.dataId);
  if (buffer.id < firstKnown) return false;
  const shape = b.shape.slice(-2).join('x');
  const cached = cachedShape.get(buffer);
  if (cached === undefined) cachedShape.set(buffer, shape);
  return cached === undefined || cached === shape;
}

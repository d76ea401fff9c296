import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {
  type Inputs,
  type KernelCall,
  type KernelPatch,
  kernelPatch,
  type WasmKernel,
} from './kernelPatch.js';

export type MatMulInputs = Inputs<'a' | 'b'>;

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

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../linalg/dense.js';
import type { DecodeOptions } from './decodeOptions.js';

/** The target of each class: column k of E is the code e_k that the network is trained to output for class k. */
export interface ClassEncoding {
  /** Which codes, with their parameters: 'one-hot', 'label-smoothing(0.1)'...; 'custom' where nothing is known of them */
  readonly name: string;
  /** K */
  readonly classes: number;
  /** c, the width of the network's output */
  readonly dim: number;
  /** E (c×K, float64) */
  readonly matrix: Matrix;
  /**
   * Targets of class labels.
   *
   * @param labels y_i [N], int32, 0..K−1
   * @returns e_{y_i} as rows [N, c], float32; the caller disposes it
   */
  encode(labels: Tensor1D): Tensor2D;
  /**
   * The class each output stands for: the nearest code, or the code with the largest inner product.
   *
   * @param outputs z_i as rows [N, c]
   * @returns int32 [N]; the caller disposes it
   */
  decode(outputs: Tensor2D, options?: DecodeOptions): Tensor1D;
  /**
   * Mean code Σ_k w_k e_k / Σ_k w_k, which is Eπ for the shares π of the classes or for their sizes n_k.
   *
   * @param weights w_k ≥ 0 [K], not all zero; default equal
   */
  mean(weights?: readonly number[]): number[];
  /** EᵀE (K×K): inner products of the codes */
  gram(): Matrix;
}

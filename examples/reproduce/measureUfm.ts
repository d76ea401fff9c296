import type { Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { Matrix } from 'ml-matrix';
import { type ClassSummary, summarizeFeatures } from 'tfjs-neural-collapse';
import type { DescentResult, UfmSweep } from './ufmDescent.js';

/** One descended model, on the host. */
export interface MeasuredUfm {
  readonly statistics: ClassSummary;
  /** Wᵀ (d×c) */
  readonly kernel: Matrix;
  /** b (c) */
  readonly bias: readonly number[];
}

/** Class statistics and weights of every model of a sweep; the tensors of `result` are disposed. */
export async function measureUfm(sweep: UfmSweep, result: DescentResult): Promise<MeasuredUfm[]> {
  const labels = tf.tensor1d([...sweep.labels], 'int32');
  const measured: MeasuredUfm[] = [];
  for (let s = 0; s < sweep.settings.length; s++) {
    const features = tf.tidy(() => tf.squeeze<Tensor2D>(tf.slice(result.features, s, 1), [0]));
    measured.push({
      statistics: await summarizeFeatures({ features, labels, classes: sweep.codes.columns }),
      kernel: await part(result.kernels, s),
      bias: (await part(result.biases, s)).to1DArray(),
    });
    features.dispose();
  }
  tf.dispose([labels, result.features, result.kernels, result.biases]);
  return measured;
}

async function part(tensor: tf.Tensor3D, index: number): Promise<Matrix> {
  const slice = tf.slice(tensor, index, 1);
  const values = await slice.data();
  slice.dispose();
  return Matrix.from1DArray(tensor.shape[1], tensor.shape[2], values);
}

/** M Mᵀ of class means given as rows: entry (k, l) is m_k·m_l. */
export function meanGram({ means }: ClassSummary): Matrix {
  return means.mmul(means.transpose());
}

/** ‖A − B‖_F/‖B‖_F */
export function relativeDistance(measured: Matrix, predicted: Matrix): number {
  return Matrix.sub(measured, predicted).norm() / predicted.norm();
}

import type { Matrix } from '../linalg/dense.js';
import { product } from '../linalg/product.js';
import { absent, type NetworkResult } from '../metrics/metric.js';
import { lossOfTensorFlow } from './lossConvention.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { Codes } from './ufmSetting.js';

/**
 * What the predicted network says about its samples: all of a class get the same output, and with it the class whose
 * code is nearest. The loss is in the convention of tf.js. Nothing where only a shape is predicted.
 */
export function predictedNetwork({ logits, bias, dataLoss, setting }: UfmPrediction): NetworkResult {
  if ('absent' in logits || !Array.isArray(bias)) return { loss: absent('no scale') };
  const outputs = logits.clone().addColumnVector(bias);
  if (setting.loss === 'cross-entropy') softmaxOfColumns(outputs);
  const { classCounts: counts, encoding } = setting;
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const correct = nearestCodes(outputs, encoding).reduce((sum, k, j) => sum + (k === j ? counts[j]! : 0), 0);
  return {
    accuracy: correct / samples,
    loss: typeof dataLoss === 'number' ? lossOfTensorFlow(setting.loss, dataLoss, encoding.dim) : dataLoss,
  };
}

/** argmin_k ‖z_j − e_k‖ of every column z_j: argmax_k z_j·e_k − ‖e_k‖²/2. */
function nearestCodes(outputs: Matrix, { matrix }: Codes): number[] {
  const halves = Array.from({ length: matrix.columns }, (_, k) => columnEnergy(matrix, k) / 2);
  const scores = product(matrix.transpose(), outputs).subColumnVector(halves);
  return Array.from({ length: outputs.columns }, (_, j) => scores.maxColumnIndex(j)[0]!);
}

function columnEnergy(matrix: Matrix, k: number): number {
  return matrix.getColumn(k).reduce((sum, x) => sum + x * x, 0);
}

function softmaxOfColumns(outputs: Matrix): void {
  for (let j = 0; j < outputs.columns; j++) {
    const column = outputs.getColumn(j);
    const largest = column.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
    const powers = column.map(x => Math.exp(x - largest));
    const total = powers.reduce((sum, x) => sum + x, 0);
    outputs.setColumn(
      j,
      powers.map(x => x / total),
    );
  }
}

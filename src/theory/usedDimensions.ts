import type { Matrix } from '../linalg/dense.js';
import type { UfmPrediction } from './ufmPrediction.js';

/**
 * The prediction without the feature dimensions that neither class means nor kernel use. Rotating the features changes no
 * metric, and of d = 512 dimensions 10 classes use 10.
 */
export function inUsedDimensions(prediction: UfmPrediction): UfmPrediction {
  const { classMeans, kernel } = prediction;
  if ('absent' in classMeans || 'absent' in kernel) return prediction;
  let used = classMeans.columns;
  while (used > 1 && isZero(classMeans.getColumn(used - 1)) && isZero(kernel.getRow(used - 1))) used--;
  const head = (matrix: Matrix, rows: number, columns: number) =>
    matrix.subMatrix(0, rows - 1, 0, columns - 1);
  return {
    ...prediction,
    classMeans: head(classMeans, classMeans.rows, used),
    kernel: head(kernel, used, kernel.columns),
  };
}

function isZero(values: readonly number[]): boolean {
  return values.every(x => x === 0);
}

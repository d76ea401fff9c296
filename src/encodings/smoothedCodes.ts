import { requireArgument } from '../base/argumentError.js';
import { Matrix } from '../linalg/dense.js';
import type { ClassEncoding } from './classEncoding.js';
import { requireClasses } from './codeMatrix.js';
import { encodingOf } from './encodingFromCodes.js';

/**
 * The centered one-hot encoding E = I − 11ᵀ/K: one-hot targets minus their mean. Rank K−1; EᵀE = I − 11ᵀ/K.
 *
 * @throws ArgumentError unless K ≥ 2 is an integer
 */
export function centeredOneHotEncoding(classes: number): ClassEncoding {
  const where = 'centeredOneHotEncoding';
  requireClasses(classes, where);
  return encodingOf(Matrix.identity(classes).sub(1 / classes), 'centered-one-hot', where, 'classes');
}

/**
 * Label smoothing E = (1−ε) I + ε/K 11ᵀ: every code sums to one.
 *
 * @param classes K
 * @param epsilon ε, 0 ≤ ε < 1; 0 is one-hot
 * @throws ArgumentError unless K ≥ 2 is an integer and ε is in its range
 */
export function labelSmoothingEncoding(classes: number, epsilon: number): ClassEncoding {
  const where = 'labelSmoothingEncoding';
  requireClasses(classes, where);
  requireArgument(epsilon >= 0 && epsilon < 1, where, 'epsilon', 'at least 0 and below 1', epsilon);
  const matrix = Matrix.identity(classes)
    .mul(1 - epsilon)
    .add(epsilon / classes);
  return encodingOf(matrix, `label-smoothing(${epsilon})`, where, 'epsilon');
}

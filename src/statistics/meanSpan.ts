import { Matrix, numericalRank, rowGram, symmetricEigen } from '../linalg/dense.js';
import { centredMeans as centre } from './centredMeans.js';

/** The subspace that the centred class means span: all between-class variation lives in it. */
export interface MeanSpan {
  /** Row k is m_k − m̄ (K×d). */
  readonly centredMeans: Matrix;
  /** Orthonormal basis U (d×r), r = rank; d×0 where all class means coincide. */
  readonly basis: Matrix;
  /** Row k is Uᵀ(m_k − m̄) (K×r). */
  readonly coordinates: Matrix;
}

/**
 * Orthonormal basis of span{m_k − m̄}, from the K×K Gram CᵀC = V Λ Vᵀ: u_j = C v_j / √λ_j, so that no d×d matrix is
 * ever formed. Directions with λ_j ≤ K·ε·λ_max are left out, and always the last one of the K: centred vectors have
 * rank K − 1 at most, and the rounding error of that zero eigenvalue can exceed the cut-off. The span does not depend
 * on the centre: differences of class means span the same space.
 */
export function meanSpan(means: Matrix): MeanSpan {
  const weights = new Array<number>(means.rows).fill(1 / means.rows);
  const centredMeans = centre(means, weights);
  const { values, vectors } = symmetricEigen(rowGram(centredMeans));
  const rank = Math.min(numericalRank(values, means.rows), means.rows - 1);
  if (rank === 0) {
    return { centredMeans, basis: new Matrix(means.columns, 0), coordinates: new Matrix(means.rows, 0) };
  }
  const leading = vectors.subMatrix(0, means.rows - 1, 0, rank - 1);
  const lengths = values.slice(0, rank).map(Math.sqrt);
  return {
    centredMeans,
    basis: centredMeans.transpose().mmul(leading).divRowVector(lengths),
    coordinates: leading.clone().mulRowVector(lengths),
  };
}

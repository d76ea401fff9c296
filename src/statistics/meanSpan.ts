import { Matrix, numericalRank, type SymmetricEigen, symmetricEigen, transposeOf } from '../linalg/dense.js';
import { product, rowGram } from '../linalg/product.js';
import { centeredMeans as center } from './centeredMeans.js';
import { SUMMARY_LIMITS } from './classSummary.js';

/** The subspace that the centered class means span: all between-class variation lives in it. */
export interface MeanSpan {
  /** Row k is m_k − m̄ (K×d). */
  readonly centeredMeans: Matrix;
  /** Orthonormal basis U (d×r), r = rank; d×0 where all class means coincide. */
  readonly basis: Matrix;
  /** Row k is Uᵀ(m_k − m̄) (K×r). */
  readonly coordinates: Matrix;
}

/**
 * Orthonormal basis of span{m_k − m̄}, from the K×K Gram CᵀC = V Λ Vᵀ: u_j = C v_j / √λ_j, so that no d×d matrix is
 * ever formed. For thousands of classes in fewer dimensions it is from the smaller CCᵀ = U Λ Uᵀ (d×d) instead.
 *
 * Directions with λ_j ≤ K·ε·λ_max are left out, and always the last one of the K: centered vectors have rank K − 1 at
 * most, and the rounding error of that zero eigenvalue can exceed the cut-off. The span does not depend on the center:
 * differences of class means span the same space.
 */
export function meanSpan(
  means: Matrix,
  hostClasses: number = SUMMARY_LIMITS.hostClasses,
  variances?: readonly number[],
): MeanSpan {
  const centeredMeans = center(means, new Array<number>(means.rows).fill(1 / means.rows), variances);
  const byFeature = means.rows > hostClasses && means.columns < means.rows;
  const eigen = symmetricEigen(rowGram(byFeature ? transposeOf(centeredMeans) : centeredMeans));
  const rank = rankOf(eigen, means.rows);
  if (rank === 0) {
    return { centeredMeans, basis: new Matrix(means.columns, 0), coordinates: new Matrix(means.rows, 0) };
  }
  return { centeredMeans, ...(byFeature ? fromFeatures : fromClasses)(centeredMeans, eigen, rank) };
}

/** The coordinates of {@link meanSpan} alone, for those who need no basis: V √Λ. */
export function meanCoordinates(means: Matrix): Matrix {
  const eigen = symmetricEigen(rowGram(center(means, new Array<number>(means.rows).fill(1 / means.rows))));
  const rank = rankOf(eigen, means.rows);
  return rank === 0 ? new Matrix(means.rows, 0) : coordinatesOf(eigen, rank);
}

function rankOf({ values }: SymmetricEigen, classes: number): number {
  return Math.min(numericalRank(values, classes), classes - 1);
}

function coordinatesOf({ values, vectors }: SymmetricEigen, rank: number): Matrix {
  const lengths = values.slice(0, rank).map(Math.sqrt);
  return vectors.subMatrix(0, vectors.rows - 1, 0, rank - 1).mulRowVector(lengths);
}

type Basis = Pick<MeanSpan, 'basis' | 'coordinates'>;

function fromClasses(centeredMeans: Matrix, eigen: SymmetricEigen, rank: number): Basis {
  const { values, vectors } = eigen;
  const leading = vectors.subMatrix(0, vectors.rows - 1, 0, rank - 1);
  const lengths = values.slice(0, rank).map(Math.sqrt);
  return {
    basis: product(transposeOf(centeredMeans), leading).divRowVector(lengths),
    coordinates: coordinatesOf(eigen, rank),
  };
}

function fromFeatures(centeredMeans: Matrix, { vectors }: SymmetricEigen, rank: number): Basis {
  const basis = vectors.subMatrix(0, vectors.rows - 1, 0, rank - 1);
  return { basis, coordinates: product(centeredMeans, basis) };
}

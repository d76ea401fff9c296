import type { Absent } from '../base/absent.js';

/** Schema of {@link GeometrySnapshot}; the number changes whenever a reader would have to change. */
export const SNAPSHOT_SCHEMA = 'tfjs-nc.snapshot/1';

/** A measured matrix (K×K) and the predicted one, both of Frobenius norm 1. */
export interface GramPair {
  /** From the network, K×K */
  readonly measured: readonly (readonly number[])[];
  /** From the predicted optimum, K×K; or why there is none */
  readonly predicted: readonly (readonly number[])[] | Absent;
}

/** One class. */
export interface ClassRow {
  /** k, from 0 */
  readonly class: number;
  /** n_k */
  readonly samples: number;
  /** ‖m_k‖ */
  readonly norm: number;
  /** The same in the predicted network; absent without a prediction that has a scale */
  readonly predictedNorm?: number;
  /** v_k, mean squared distance to the class mean */
  readonly variance: number;
  /** Mean over the other classes l of (v_k + v_l) / (2 ‖m_k − m_l‖²): largest where least collapsed; null: means coincide */
  readonly cdnv: number | null;
  /** The class whose mean is nearest */
  readonly nearest: number;
}

/** Two classes. */
export interface PairRow {
  /** k and l, from 0 */
  readonly classes: readonly [number, number];
  /** (v_k + v_l) / (2 ‖m_k − m_l‖²); null where the means coincide */
  readonly cdnv: number | null;
  /** ‖m_k − m_l‖ */
  readonly distance: number;
  /** cos(m_k − m_G, m_l − m_G), m_G the center of the weighting; null where one of them is zero */
  readonly cosine: number | null;
}

/** Class means and some samples on a plane. */
export interface Projection {
  /**
   * `polygon`: the plane that shows class k nearest to corner k of a regular polygon, least squares, the first class at the
   * top, clockwise. `line and spread`: the means lie on a line, and the second axis is where the samples are spread most.
   * Absent in snapshots of earlier versions: the two leading principal directions of the class means.
   */
  readonly plane?: 'polygon' | 'line and spread';
  /** Share of tr Σ_B along each of the two */
  readonly shares: readonly [number, number];
  /** [x, y] of every class mean, the center at the origin */
  readonly means: readonly (readonly [number, number])[];
  /** [class, x, y] of samples spread evenly over the data */
  readonly samples: readonly (readonly [number, number, number])[];
}

/** Cosines between rows of W and class means (c×K): 1 on the diagonal where they align. Null where one has no direction. */
export interface CrossCosines {
  /** Entry (j, k) is cos(w_j, m_k), means uncentered */
  readonly measured: readonly (readonly (number | null)[])[];
  /** Of the predicted optimum; or why there is none */
  readonly predicted: readonly (readonly (number | null)[])[] | Absent;
}

/** Lengths of the rows of W, one per output. */
export interface RowNorms {
  /** ‖w_j‖ */
  readonly measured: readonly number[];
  /** The same in the predicted network, where it has a scale */
  readonly predicted: readonly number[] | Absent;
}

/** The geometry of an earlier epoch in few numbers. Matrices are row by row; cosines are ten-thousandths, rounded. */
export interface EarlierGeometry {
  /** Counted from 0 */
  readonly epoch: number;
  /** ‖m_k‖ */
  readonly norms: readonly number[];
  /** cos(m_k, m_l) for l < k: (1, 0), (2, 0), (2, 1), … */
  readonly cosines: readonly number[];
  /** ‖w_j‖; absent without a head that gets these features */
  readonly rowNorms?: readonly number[];
  /** cos(w_i, w_j) for j < i; absent where `rowNorms` is */
  readonly rowCosines?: readonly number[];
  /** cos(w_j, m_k), all c·K; absent above 30 classes */
  readonly crossCosines?: readonly number[];
  /** As in the snapshot, with fewer samples */
  readonly projection?: Projection;
}

/** The geometry behind one record: what a picture needs and a curve does not. The latest one is kept whole. */
export interface GeometrySnapshot {
  /** Which schema this is */
  readonly schema: typeof SNAPSHOT_SCHEMA;
  /** Name of the run */
  readonly run: string;
  /** Counted from 0 */
  readonly epoch: number;
  /** Weight of each class in the center m_G of the means; absent in snapshots of earlier versions: all the same */
  readonly classWeights?: readonly number[];
  /** Gram matrices of the class means, uncentered as in nc2.theory; or why there are none */
  readonly meanGram: GramPair | Absent;
  /** Gram matrices of the weights of each output, or why there are none */
  readonly weightGram: GramPair | Absent;
  /** Rows of W beside class means, or why there are none. Snapshots of earlier versions have neither of the two */
  readonly crossCosines?: CrossCosines | Absent;
  /** Lengths of the rows of W, or why there are none */
  readonly rowNorms?: RowNorms | Absent;
  /** Least collapsed first; none above 1000 classes */
  readonly classes: readonly ClassRow[];
  /** Largest cdnv first; at most 20, none above 1000 classes */
  readonly pairs: readonly PairRow[];
  /** Class means and samples on a plane, or why there is none */
  readonly projection: Projection | Absent;
  /** Some epochs before this one, spread evenly over the run, oldest first; absent in snapshots of earlier versions */
  readonly earlier?: readonly EarlierGeometry[];
}

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

/** Class means and some samples on the plane of the leading two principal directions of the centered class means. */
export interface Projection {
  /** Share of tr Σ_B along each of the two */
  readonly shares: readonly [number, number];
  /** [x, y] of every class mean, the center at the origin */
  readonly means: readonly (readonly [number, number])[];
  /** [class, x, y] of samples spread evenly over the data */
  readonly samples: readonly (readonly [number, number, number])[];
}

/** The geometry behind one record: what a picture needs and a curve does not. The latest one is kept, not all. */
export interface GeometrySnapshot {
  /** Which schema this is */
  readonly schema: typeof SNAPSHOT_SCHEMA;
  /** Name of the run */
  readonly run: string;
  /** Counted from 0 */
  readonly epoch: number;
  /** Gram matrices of the class means, uncentered as in nc2.theory; or why there are none */
  readonly meanGram: GramPair | Absent;
  /** Gram matrices of the weights of each output, or why there are none */
  readonly weightGram: GramPair | Absent;
  /** Least collapsed first; none above 1000 classes */
  readonly classes: readonly ClassRow[];
  /** Largest cdnv first; at most 20, none above 1000 classes */
  readonly pairs: readonly PairRow[];
  /** Class means and samples on a plane, or why there is none */
  readonly projection: Projection | Absent;
}

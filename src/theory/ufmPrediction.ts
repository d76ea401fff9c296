import type { Matrix } from '../linalg/dense.js';
import type { Absent } from '../metrics/metric.js';
import type { UfmSetting } from './ufmSetting.js';

/** A minimizer written down in closed form (at most the bias is found by a root search, to rounding). */
export interface ClosedForm {
  readonly kind: 'closed-form';
  /** What the formula is and who found it. */
  readonly source: string;
}

/** A minimizer found by descent. */
export interface NumericalSolution {
  readonly kind: 'numerical';
  /**
   * ‖projected gradient‖ / ‖gradient of the penalties‖ of the returned point; 0 is an exact critical point. Where W and M
   * vanish the penalties are those of a thousandth of the lengths that fit the codes.
   */
  readonly gradientNorm: number;
  /** Whether that is within the tolerance; false where descent had to stop before, e.g. at option `maxEvaluations`. */
  readonly converged: boolean;
  /** Number of starting points, the guided one and a warm start included. */
  readonly restarts: number;
  /** (largest − smallest loss of the restarts) / smallest; 0 when all of them agree. */
  readonly lossSpread: number;
  /**
   * Whether a dual certificate proves the point a global minimum: no feature direction v (v ≥ 0 if nonnegative) lowers
   * the loss, ‖Rv‖ ≤ τ‖v‖(1 + ε) with R the negative gradient of the data loss and ε = 1e-6 (1000 × option
   * `tolerance`). With nonnegative features and more than 8 classes the test is sufficient only, and false proves nothing.
   */
  readonly certified: boolean;
}

/** How a minimizer was found. */
export type UfmMethod = ClosedForm | NumericalSolution;

/** Where the shape of the optimum changes with the regularization of the bias. */
export interface UfmTransition {
  /**
   * λ_b^c: up to it the class means sum to zero (a simplex ETF for balanced one-hot codes), above it they move
   * towards an orthogonal frame. Infinity if they sum to zero whatever finite λ_b is,
   * for want of a dimension (d = K − 1), or since the mean label is shorter than τ.
   */
  readonly criticalLambdaB: number;
}

/**
 * The global minimizer of the unconstrained-features model: what the last layer looks like at collapse. Rotations of
 * the feature space do not change the loss, so `classMeans` and `kernel` are one representative; everything else is
 * invariant. A number that does not exist is absent, with the reason.
 */
export interface UfmPrediction {
  /** What was assumed. */
  readonly setting: UfmSetting;
  readonly method: UfmMethod;
  /** τ = √(N λ_W λ_H), the one number through which λ_W and λ_H shape the optimum; 0 for a scale-free prediction. */
  readonly tau: number;
  /**
   * True if λ_W or λ_H is 0: the optimum runs to infinity, and only the limit of its shape is predicted
   * (`normalizedMeanGram`, `normalizedWeightGram`, `meanCosine`, `normRatios`, `biasDirection`).
   */
  readonly scaleFree: boolean;
  /**
   * True if every optimum has this mean Gram: proved, or three starts of descent agree (two where the optimum is proved).
   * False if others have the same loss (e.g. d too small to tell equal classes apart). Absent where neither is known, as
   * after one start without a proof, or before descent has ended.
   */
  readonly unique: boolean | Absent;
  /** True if every class mean is zero: no features lower the loss of the bias alone. Absent before descent has ended. */
  readonly collapsed: boolean | Absent;
  /** MᵀM (K×K), uncentered: entry (k, l) is m_k·m_l */
  readonly meanGram: Matrix | Absent;
  /** MᵀM/‖MᵀM‖_F */
  readonly normalizedMeanGram: Matrix | Absent;
  /** Row k is m_k (K×d) */
  readonly classMeans: Matrix | Absent;
  /** Wᵀ (d×c), as tf.js stores it */
  readonly kernel: Matrix | Absent;
  /** WWᵀ (c×c) */
  readonly weightGram: Matrix | Absent;
  /** WWᵀ/‖WWᵀ‖_F */
  readonly normalizedWeightGram: Matrix | Absent;
  /** b (c) */
  readonly bias: readonly number[] | Absent;
  /** b/‖b‖ (c) */
  readonly biasDirection: readonly number[] | Absent;
  /** W M (c×K), without the bias: entry (j, k) is output j for class k */
  readonly logits: Matrix | Absent;
  /** Loss in the theory's convention, penalties included */
  readonly loss: number | Absent;
  /** Loss without the penalties */
  readonly dataLoss: number | Absent;
  /** Mean of cos(m_k, m_l) over k ≠ l; absent if a class mean is zero, as metric `nc2.cos` */
  readonly meanCosine: number | Absent;
  /** ‖m_k‖/max_l ‖m_l‖, in class order, between 0 and 1 */
  readonly normRatios: readonly number[] | Absent;
  /** The classes whose mean is zero while others are not, ascending; absent before descent has ended */
  readonly minorityCollapsed: readonly number[] | Absent;
  /**
   * ‖λ_W WᵀW − λ_H HHᵀ‖_F/‖λ_W WᵀW‖_F, metric `balance.residual` of this optimum: 0 with linear features; behind a ReLU
   * coordinates at zero need no stationarity, and it is 1/√K for balanced one-hot codes with a free bias.
   */
  readonly balanceResidual: number | Absent;
  readonly transition: UfmTransition | Absent;
}

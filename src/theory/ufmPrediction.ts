import type { Absent } from '../base/absent.js';
import type { Matrix } from '../linalg/dense.js';
import type { UfmSetting } from './ufmSetting.js';

/** A minimizer in closed form. At most the bias takes a root search, which is exact to rounding. */
export interface ClosedForm {
  /** Tells a closed form from descent */
  readonly kind: 'closed-form';
  /** What the formula is and who found it. */
  readonly source: string;
}

/** A minimizer found by descent. */
export interface NumericalSolution {
  /** Tells descent from a closed form */
  readonly kind: 'numerical';
  /**
   * ‖projected gradient‖/‖gradient of the penalties‖ at the returned point; 0 at an exact critical point. If W and M vanish,
   * the gradient of the penalties is taken at a thousandth of the norms that fit the codes.
   */
  readonly gradientNorm: number;
  /** Whether that is within the tolerance; false if descent had to stop early, e.g. at option `maxEvaluations`. */
  readonly converged: boolean;
  /** Number of starting points, including the guided one or the warm start. */
  readonly restarts: number;
  /** (largest − smallest loss over the starting points)/smallest; 0 if all of them agree. */
  readonly lossSpread: number;
  /**
   * Whether a dual certificate proves the point a global minimum. It says that no feature direction v (v ≥ 0 if features
   * are nonnegative) lowers the loss: ‖Rv‖ ≤ τ‖v‖(1 + ε), with R the negative gradient of the data loss and ε = 1000 ×
   * option `tolerance`, 1e-6 by default. For nonnegative features of more than 8 classes the test is only sufficient, and
   * false proves nothing.
   */
  readonly certified: boolean;
}

/** How a minimizer was found. */
export type UfmMethod = ClosedForm | NumericalSolution;

/** Where the geometry of the optimum changes with the regularization of the bias. */
export interface UfmTransition {
  /**
   * λ_b^c. Up to it the class means are centered, Σ_k π_k m_k = 0: a simplex ETF for balanced one-hot codes. Above it they
   * move towards an orthogonal frame. Infinity if they are centered for every finite λ_b: no dimension is left (d = K − 1),
   * or ‖Eπ‖ ≤ τ.
   */
  readonly criticalLambdaB: number;
}

/**
 * The global minimizer of the unconstrained-features model: the last layer at collapse. Rotating the features does not
 * change the loss, so `classMeans` and `kernel` are one of many equivalent solutions. All other members are the same for
 * every rotation. A number that does not exist is absent, with the reason.
 */
export interface UfmPrediction {
  /** The setting that was predicted for */
  readonly setting: UfmSetting;
  /** Closed form or descent */
  readonly method: UfmMethod;
  /** τ = √(N λ_W λ_H) ≥ 0, the one number through which λ_W and λ_H shape the optimum; 0 for a scale-free prediction */
  readonly tau: number;
  /**
   * True if λ_W or λ_H is 0. The minimizer then runs to infinity, and only the scale-free geometry is predicted:
   * `normalizedMeanGram`, `normalizedWeightGram`, `meanCosine`, `normRatios` and `biasDirection`.
   */
  readonly scaleFree: boolean;
  /**
   * True if every optimum has this mean Gram: there is a proof, or three starts of descent agree (two if the optimum is
   * proved). False if others have the same loss, e.g. if d is too small to tell equal classes apart. Absent if neither is
   * known, e.g. after one start without a proof.
   */
  readonly unique: boolean | Absent;
  /** True if every class mean is zero: the penalties outweigh the data. Absent if descent has not converged. */
  readonly collapsed: boolean | Absent;
  /** MᵀM (K×K), uncentered: entry (k, l) is m_k·m_l */
  readonly meanGram: Matrix | Absent;
  /** MᵀM/‖MᵀM‖_F */
  readonly normalizedMeanGram: Matrix | Absent;
  /** Row k is m_k (K×d) */
  readonly classMeans: Matrix | Absent;
  /** Wᵀ (d×c), as tf.js stores it */
  readonly kernel: Matrix | Absent;
  /** WWᵀ (c×c), of the rows of W */
  readonly weightGram: Matrix | Absent;
  /** WWᵀ/‖WWᵀ‖_F */
  readonly normalizedWeightGram: Matrix | Absent;
  /** b (c) */
  readonly bias: readonly number[] | Absent;
  /** b/‖b‖ (c) */
  readonly biasDirection: readonly number[] | Absent;
  /** W M (c×K), without the bias: entry (j, k) is output j for class k */
  readonly logits: Matrix | Absent;
  /** L at the minimum, penalties included, in the theory's convention (see `theoryLoss`) */
  readonly loss: number | Absent;
  /** Loss without the penalties */
  readonly dataLoss: number | Absent;
  /** Mean of cos(m_k, m_l) over k ≠ l, in [−1, 1], as metric `nc2.cos`; absent if a class mean is zero */
  readonly meanCosine: number | Absent;
  /** ‖m_k‖/max_l ‖m_l‖, in class order, between 0 and 1 */
  readonly normRatios: readonly number[] | Absent;
  /** Minority collapse: the classes whose mean is zero while others are not, ascending; absent if descent has not converged */
  readonly minorityCollapsed: readonly number[] | Absent;
  /**
   * ‖λ_W WᵀW − λ_H HHᵀ‖_F/‖λ_W WᵀW‖_F, metric `balance.residual` of this optimum. It is 0 with linear features. After a ReLU
   * coordinates at zero need not be stationary: for balanced one-hot codes with a free bias it is 1/√K.
   */
  readonly balanceResidual: number | Absent;
  /** The critical λ_b, as `criticalBiasRegularization` gives it */
  readonly transition: UfmTransition | Absent;
}

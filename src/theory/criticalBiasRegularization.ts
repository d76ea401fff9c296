import { type Absent, absent } from '../base/absent.js';
import { Matrix, thinSvd } from '../linalg/dense.js';
import type { UfmTransition } from './ufmPrediction.js';
import { type UfmProblem, type UfmSetting, ufmProblem } from './ufmSetting.js';

/**
 * The critical bias regularization λ_b^c = τ/(‖Eπ‖ − τ) for squared loss and linear features, with τ = √(N λ_W λ_H) and π
 * the class proportions. Up to λ_b^c the predicted class means are exactly centered, Σ_k π_k m_k = 0. For balanced one-hot
 * codes λ_b^c = τ√K/(1 − τ√K), and the centered means are a simplex ETF.
 *
 * The formula has two conditions:
 * - Eπ is orthogonal to every centered code e_k − Eπ, as for balanced one-hot, smoothed or orthogonal codes. The mean code
 *   then adds a singular value ‖Eπ‖λ_b/(1 + λ_b), which exceeds τ above λ_b^c.
 * - There is a dimension left for the mean code: d exceeds the number of singular values σ_j of (E − Eπ1ᵀ)Π^{1/2} above τ.
 *   With d = K − 1 and one-hot codes none is left, and the class means stay centered.
 *
 * @param setting the model; `lambdaB` is not read
 * @returns λ_b^c > 0. Infinity if the means are centered for every finite λ_b: ‖Eπ‖ ≤ τ, or σ_j ≥ ‖Eπ‖ take up all d
 *   dimensions. Absent, with the reason, if there is no closed form.
 * @throws ArgumentError if the setting is not valid
 * @see Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)
 * @example
 * criticalBiasRegularization({
 *   loss: 'mse', encoding: oneHotEncoding(5), classCounts: [100, 100, 100, 100, 100], featureDim: 64,
 *   lambdaW: 5e-3, lambdaH: 1e-5, featureActivation: 'linear',
 * }); // 0.0113068
 */
export function criticalBiasRegularization(setting: Omit<UfmSetting, 'lambdaB'>): number | Absent {
  const problem = ufmProblem('criticalBiasRegularization', { ...setting, lambdaB: 1 });
  const transition = criticalTransition(problem);
  return 'absent' in transition ? transition : transition.criticalLambdaB;
}

/** {@link criticalBiasRegularization} of a checked setting. */
export function criticalTransition(problem: UfmProblem): UfmTransition | Absent {
  const { loss, featureActivation, tau, proportions, rootProportions, encoding, featureDim } = problem;
  if (loss !== 'mse') return absent('no closed form of the transition for cross-entropy');
  if (featureActivation !== 'linear') return absent('nonnegative class means are never centered');
  if (!(tau > 0)) return absent('λ_W or λ_H is 0');
  const meanCode = encoding.matrix.mmul(Matrix.columnVector([...proportions]));
  const size = meanCode.norm();
  const scale = encoding.matrix.norm();
  if (!(size > 1e-7 * scale)) return absent('the mean code Eπ is zero: the bias is zero for every λ_b');
  const centered = encoding.matrix.clone().subColumnVector(meanCode);
  const overlap = centered.transpose().mmul(meanCode).norm();
  if (!(overlap <= 1e-7 * size * scale)) {
    return absent('no closed form: the mean code Eπ is not orthogonal to the centered codes');
  }
  const taken = smallestTaken(centered.mulRowVector([...rootProportions]), tau, featureDim);
  if (taken === null) return absent('every class mean is zero for every λ_b up to the transition');
  if (taken <= tau) return { criticalLambdaB: size > tau ? tau / (size - tau) : Number.POSITIVE_INFINITY };
  // With P a projection on d directions and q = λ_b/(1 + λ_b), the best bias of P has the loss of tr P(C + q ‖Eπ‖² u uᵀ)
  // with C = Σ σ_j² u_j u_jᵀ and u = Eπ/‖Eπ‖: for q ‖Eπ‖² ≤ σ_d² no P is better than that of the first d u_j.
  if (size <= taken * (1 + ROUNDING)) return { criticalLambdaB: Number.POSITIVE_INFINITY };
  return absent(
    `no closed form: with d = ${featureDim} the mean code Eπ competes with shorter centered codes for a dimension`,
  );
}

const ROUNDING = 1e-12;

/**
 * σ_d, the smallest of the singular values that take up all d dimensions; 0 where fewer than d are above τ, and null
 * where none is.
 */
function smallestTaken(target: Matrix, tau: number, featureDim: number): number | null {
  const longest = Math.max(
    ...target
      .transpose()
      .to2DArray()
      .map(column => Math.hypot(...column)),
  );
  // σ_max is at least the longest column, and one of the min(c, K) singular values is zero: √π is in the kernel, and Eπ
  // in that of the transpose.
  if (longest > tau && Math.min(target.rows, target.columns) <= featureDim) return 0;
  const above = thinSvd(target).values.filter(value => value > tau);
  return above.length === 0 ? null : (above[featureDim - 1] ?? 0);
}

import { Matrix, thinSvd } from '../linalg/dense.js';
import { type Absent, absent } from '../metrics/metric.js';
import type { UfmTransition } from './ufmPrediction.js';
import { type UfmProblem, type UfmSetting, ufmProblem } from './ufmSetting.js';

/**
 * λ_b^c, the regularisation of the bias up to which the predicted class means are exactly centred, Σ_k π_k m_k = 0
 * (squared loss, linear features): λ_b^c = τ/(‖Eπ‖ − τ). For balanced one-hot codes that is τ√K/(1 − τ√K), and the
 * centred means are a simplex ETF.
 *
 * It needs Eπ orthogonal to every centred code e_k − Eπ, as for balanced one-hot, smoothed or orthogonal codes: then
 * the singular value that the mean label adds, ‖Eπ‖λ_b/(1 + λ_b), passes τ at λ_b^c. `setting.lambdaB` is not read.
 *
 * @returns Infinity if ‖Eπ‖ ≤ τ (centred for every λ_b); absent, with the reason, where there is no closed form
 * @throws if the setting is not valid
 * @see Massion, Makhlouf, Massart 2026 (arXiv:2606.00344)
 */
export function criticalBiasRegularization(setting: Omit<UfmSetting, 'lambdaB'>): number | Absent {
  const problem = ufmProblem('criticalBiasRegularization', { ...setting, lambdaB: 1 });
  const transition = criticalTransition(problem);
  return 'absent' in transition ? transition : transition.criticalLambdaB;
}

/** {@link criticalBiasRegularization} of a checked setting. */
export function criticalTransition(problem: UfmProblem): UfmTransition | Absent {
  const { loss, featureActivation, tau, shares, rootShares, encoding, featureDim } = problem;
  if (loss !== 'mse') return absent('no closed form of the transition for cross-entropy');
  if (featureActivation !== 'linear') return absent('nonnegative class means are never centred');
  if (!(tau > 0)) return absent('λ_W or λ_H is 0');
  const meanCode = encoding.matrix.mmul(Matrix.columnVector([...shares]));
  const size = meanCode.norm();
  const scale = encoding.matrix.norm();
  if (!(size > 1e-7 * scale)) return absent('the mean code Eπ is zero: the bias is zero for every λ_b');
  const centred = encoding.matrix.clone().subColumnVector(meanCode);
  const overlap = centred.transpose().mmul(meanCode).norm();
  if (!(overlap <= 1e-7 * size * scale)) {
    return absent('no closed form: the mean code Eπ is not orthogonal to the centred codes');
  }
  const active = activeDirections(centred.mulRowVector([...rootShares]), tau, featureDim);
  if (active === 0) return absent('every class mean is zero for every λ_b up to the transition');
  if (active > featureDim) return absent(`no closed form: d = ${featureDim} is below the rank ${active}`);
  return { criticalLambdaB: size > tau ? tau / (size - tau) : Number.POSITIVE_INFINITY };
}

/** Number of singular values above τ; any number between 1 and d where bounds say that it lies there. */
function activeDirections(target: Matrix, tau: number, featureDim: number): number {
  const longest = Math.max(
    ...target
      .transpose()
      .to2DArray()
      .map(column => Math.hypot(...column)),
  );
  // σ_max is at least the longest column; there are at most min(c, K) singular values.
  if (longest > tau && Math.min(target.rows, target.columns) <= featureDim) return 1;
  return thinSvd(target).values.filter(value => value > tau).length;
}

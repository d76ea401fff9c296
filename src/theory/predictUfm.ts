import type { CanonicalSolution } from './canonicalSolution.js';
import { describeSolution } from './describeSolution.js';
import { mseLinear } from './mseLinear.js';
import type { UfmPrediction } from './ufmPrediction.js';
import { type UfmProblem, type UfmSetting, ufmProblem } from './ufmSetting.js';

/** How {@link predictUfm} looks for a minimiser that has no closed form. */
export interface PredictUfmOptions {
  /**
   * An earlier prediction for similar numbers, e.g. of the previous epoch: descent starts from it, and from nowhere
   * else unless `restarts` is given.
   */
  readonly warmStart?: UfmPrediction;
  /** Number of random starting points; default 3, 0 with a warm start. */
  readonly restarts?: number;
  /** Seed of the random starting points; default 0. */
  readonly seed?: number | string;
}

/**
 * The global minimiser of the unconstrained-features model
 *
 *   L = (1/N) Σ_i ℓ(W h_i + b, e_{y_i}) + λ_W/2 ‖W‖_F² + λ_H/2 ‖H‖_F² + λ_b/2 ‖b‖²
 *
 * in closed form where there is one, else by descent; `method` says which. See docs/theory.md for the table of cases.
 *
 * @throws if the setting is not valid
 * @example
 * const { meanCosine } = predictUfm({
 *   loss: 'mse', encoding: oneHotEncoding(5), classCounts: [100, 100, 100, 100, 100], featureDim: 64,
 *   lambdaW: 5e-3, lambdaH: 1e-5, lambdaB: 0.1, featureActivation: 'linear',
 * }); // -0.023137
 */
export function predictUfm(setting: UfmSetting, options: PredictUfmOptions = {}): UfmPrediction {
  const problem = ufmProblem('predictUfm', setting);
  return describeSolution(setting, problem, solve(problem, options));
}

function solve(problem: UfmProblem, { warmStart }: PredictUfmOptions): CanonicalSolution {
  const { loss, featureActivation } = problem;
  const bias = warmStart && !('absent' in warmStart.bias) ? warmStart.bias : undefined;
  if (loss === 'mse' && featureActivation === 'linear') {
    const found = mseLinear(problem, bias?.length === problem.outputs ? bias : undefined);
    if (found !== null) return found;
  }
  throw new Error('predictUfm: the numerical solution is not built yet');
}

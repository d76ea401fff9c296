import { Matrix, transposeOf } from '../linalg/dense.js';
import { product, rowGram } from '../linalg/product.js';
import { type Absent, absent } from '../metrics/metric.js';
import { describeSolution } from './describeSolution.js';
import type { FixedHead } from './fixedHead.js';
import { fixedHeadMeans } from './fixedHeadMeans.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmProblem, UfmSetting } from './ufmSetting.js';

/** As far as they concern a convex problem. */
export interface PredictFixedHeadOptions {
  readonly warmStart: UfmPrediction | undefined;
  readonly tolerance: number;
  readonly maxEvaluations: number;
}

const NOT_TRAINED = 'the head is not trained';

/**
 * The optimal features for a head that is not trained: W and b are data. Only λ_H shapes them; λ_W and λ_b add constants
 * to the loss. Class means and kernel are in the coordinates of the given kernel.
 */
export function predictFixedHead(
  setting: UfmSetting,
  problem: UfmProblem,
  { kernel, bias: given }: FixedHead,
  { warmStart, ...limits }: PredictFixedHeadOptions,
): UfmPrediction {
  const { outputs, classes, featureDim, samples, lambdaW, lambdaH, lambdaB, rootShares } = problem;
  const bias = given ?? new Array<number>(outputs).fill(0);
  const size = kernel.norm();
  // A kernel of length one, and features longer by as much: then what is zero is judged beside the codes.
  const unit = size > 0 ? size : 1;
  const left = transposeOf(kernel).div(unit);
  const scaled = { ...problem, lambdaH: lambdaH / unit / unit };
  const earlier = warmStart?.classMeans;
  const isStart =
    earlier && !('absent' in earlier) && earlier.rows === classes && earlier.columns === featureDim;
  const start = isStart ? Matrix.mul(earlier, unit) : undefined;
  const { means, method, unique } = fixedHeadMeans(scaled, left, bias, { ...limits, start });
  const right = transposeOf(means).mulRowVector([...rootShares]);
  const canonical = { ...problem, lambdaW: 1, lambdaH: 1, tau: 1, featureScale: unit ** -2 };
  const described = describeSolution(setting, canonical, { left, right, bias, method, unique });
  return {
    ...described,
    tau: problem.tau,
    kernel: kernel.clone(),
    logits: product(transposeOf(kernel), transposeOf(described.classMeans as Matrix)),
    weightGram: rowGram(transposeOf(kernel)),
    normalizedWeightGram: size > 0 ? unitNorm(rowGram(left)) : absent('the kernel is zero'),
    loss: add(described.dataLoss, [
      (lambdaW / 2) * size ** 2,
      (lambdaH / 2) * samples * (right.norm() / unit) ** 2,
      given === null ? 0 : (lambdaB / 2) * Math.hypot(...bias) ** 2,
    ]),
    // Convex: known before descent has ended.
    unique,
    balanceResidual: absent(NOT_TRAINED),
    transition: absent(NOT_TRAINED),
  };
}

function unitNorm(gram: Matrix): Matrix {
  return Matrix.div(gram, gram.norm());
}

function add(loss: number | Absent, penalties: readonly number[]): number | Absent {
  return typeof loss === 'number' ? penalties.reduce((sum, penalty) => sum + penalty, loss) : loss;
}

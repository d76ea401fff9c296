import { Matrix } from '../linalg/dense.js';
import { withoutFeatures } from './collapsedSolution.js';
import { assess, type Candidate, type DescentLimits } from './ufmDescent.js';
import type { CanonicalPoint } from './ufmObjective.js';
import type { UfmProblem } from './ufmSetting.js';

/** Relative rounding of a loss. */
const LOSS_ROUNDING = 1e-13;

/** Class means shorter than this share of the longest may be zero: descent that ends at a gradient of 1e-9 leaves less. */
const SHORT = 1e-2;

/** Classes that are tried one by one: each costs an evaluation of the loss. */
const MOST_ALONE = 32;

/**
 * Descent approaches zero and does not reach it. An end point whose loss is no lower than that of no features at all is
 * complete collapse, W = 0 and M = 0; elsewhere class means are zero that can be set to it: the loss does not rise, and
 * the gradient is still within the tolerance.
 */
export function withExactZeros(problem: UfmProblem, end: Candidate, limits: DescentLimits): Candidate {
  if (!(end.gradientNorm <= limits.tolerance)) return end;
  const none = assess(problem, nothing(problem, end), limits);
  if (none.value <= end.value * (1 + LOSS_ROUNDING)) return none;
  const lengths = end.right
    .transpose()
    .to2DArray()
    .map(column => Math.hypot(...column));
  const short = lengths
    .flatMap((length, k) => (length > 0 && length < SHORT * Math.max(...lengths) ? [k] : []))
    .sort((k, l) => lengths[k]! - lengths[l]!);
  const groups = [short, ...short.slice(0, MOST_ALONE).map(k => [k])];
  let best = end;
  for (const classes of short.length > 0 ? groups : []) {
    const next = assess(problem, without(best, classes), limits);
    const rises = next.value > best.value * (1 + 1e-3 * LOSS_ROUNDING);
    if (rises || !(next.gradientNorm <= limits.tolerance)) continue;
    best = next;
    if (classes === short) break;
  }
  return best;
}

function nothing(problem: UfmProblem, { left, right }: CanonicalPoint): CanonicalPoint {
  return {
    left: Matrix.zeros(left.rows, left.columns),
    right: Matrix.zeros(right.rows, right.columns),
    bias: withoutFeatures(problem).bias,
  };
}

/** The means of some classes at zero, and the weights of directions that no class is left in. */
function without({ left, right, bias }: CanonicalPoint, classes: readonly number[]): CanonicalPoint {
  const [weights, means] = [left.clone(), right.clone()];
  for (const k of classes) means.setColumn(k, new Array<number>(means.rows).fill(0));
  means.to2DArray().forEach((row, p) => {
    if (row.every(x => x === 0)) weights.setColumn(p, new Array<number>(weights.rows).fill(0));
  });
  return { left: weights, right: means, bias };
}

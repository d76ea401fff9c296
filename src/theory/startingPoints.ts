import { type Random, random } from '../base/random.js';
import { Matrix, thinSvd } from '../linalg/dense.js';
import { loneBias, withoutFeatures } from './collapsedSolution.js';
import type { CanonicalPoint } from './ufmObjective.js';
import type { UfmPrediction } from './ufmPrediction.js';
import type { UfmProblem } from './ufmSetting.js';

/** Relative size of the noise that keeps a start off the saddle points where a row of both factors is zero. */
const NOISE = 1e-3;

/**
 * The starting points of descent: an earlier solution or else a point guided by the gradient without features, and `count`
 * random points.
 */
export function startingPoints(
  problem: UfmProblem,
  width: number,
  count: number,
  seed: number | string,
  earlier?: CanonicalPoint | null,
): CanonicalPoint[] {
  const generator = random(`ufm ${seed}`);
  const guided = problem.featureActivation === 'linear' ? spectralPoint : framePoint;
  const points = [earlier ?? perturbed(problem, guided(problem, width), generator)];
  const crowded = problem.featureActivation === 'nonnegative' && width < problem.classes;
  for (let i = 0; i < count; i++) {
    const point = crowded && i % 2 === 0 ? groupedPoint : randomPoint;
    points.push(point(problem, width, generator));
  }
  return points;
}

/** The factors of an earlier prediction, rescaled to equal norms; null if it is of another shape. */
export function warmPoint(problem: UfmProblem, width: number, earlier: UfmPrediction): CanonicalPoint | null {
  const { kernel, classMeans, bias } = earlier;
  if ('absent' in kernel || 'absent' in classMeans || 'absent' in bias) return null;
  const { outputs, classes, rootProportions } = problem;
  if (kernel.columns !== outputs || classMeans.rows !== classes || earlier.collapsed === true) return null;
  const used = usedColumns(classMeans);
  // Without a free row for each direction the earlier point does not fit.
  if (used.length > width) return null;
  const left = Matrix.zeros(outputs, width);
  const right = Matrix.zeros(width, classes);
  used.forEach((column, p) => {
    left.setColumn(p, kernel.getRow(column));
    right.setRow(
      p,
      classMeans.getColumn(column).map((x, k) => x * rootProportions[k]!),
    );
  });
  const ratio = Math.sqrt(right.norm() / left.norm());
  const point = { left: left.mul(ratio), right: right.div(ratio), bias: [...bias] };
  return perturbed(problem, point, random('ufm warm start'), WARM_NOISE);
}

/** Noise of a warm start: small enough to keep the earlier solution, large enough to leave a saddle point. */
const WARM_NOISE = 1e-5;

function usedColumns(classMeans: Matrix): number[] {
  const sizes = classMeans
    .transpose()
    .to2DArray()
    .map(column => Math.hypot(...column));
  return sizes.flatMap((size, column) => (size > 0 ? [column] : []));
}

/** Steepest descent from zero features: the leading singular vectors of the residual. */
function spectralPoint(problem: UfmProblem, width: number): CanonicalPoint {
  const { residual, bias } = withoutFeatures(problem);
  const { left, values, right } = thinSvd(residual);
  const point = zeroPoint(problem, width, bias);
  for (let p = 0; p < Math.min(width, values.length); p++) {
    const size = Math.sqrt(values[p]! * gain(problem));
    point.left.setColumn(
      p,
      left.getColumn(p).map(x => x * size),
    );
    point.right.setRow(
      p,
      right.getColumn(p).map(x => x * size),
    );
  }
  return point;
}

/** An orthogonal frame: a direction of its own for each of the classes with the largest residuals. */
function framePoint(problem: UfmProblem, width: number): CanonicalPoint {
  const { residual, bias } = withoutFeatures(problem);
  const columns = residual.transpose().to2DArray();
  const lengths = columns.map(column => Math.hypot(...column));
  const order = lengths.map((_, k) => k).sort((k, l) => lengths[l]! - lengths[k]!);
  const point = zeroPoint(problem, width, bias);
  order.slice(0, width).forEach((k, p) => {
    if (!(lengths[k]! > problem.tau)) return;
    const size = Math.sqrt(lengths[k]! * gain(problem));
    point.left.setColumn(
      p,
      columns[k]!.map(x => (x * size) / lengths[k]!),
    );
    point.right.set(p, k, size);
  });
  return point;
}

/**
 * Assigns classes to directions at random, some to none. With nonnegative features and more classes than dimensions, descent
 * seldom changes which classes share a direction.
 */
function groupedPoint(problem: UfmProblem, width: number, generator: Random): CanonicalPoint {
  const { residual, bias } = withoutFeatures(problem);
  const point = zeroPoint(problem, width, bias);
  for (let k = 0; k < problem.classes; k++) {
    const direction = generator.integer(width + 1);
    if (direction === width) continue;
    const column = residual.getColumnVector(k);
    const size = Math.sqrt(Math.max(column.norm(), NOISE) * gain(problem));
    const own = point.left.getColumnVector(direction).add(column.mul(size / Math.max(column.norm(), NOISE)));
    point.left.setColumn(direction, own.to1DArray());
    point.right.set(direction, k, size);
  }
  return perturbed(problem, point, generator);
}

/** Squared loss fits the residual; cross-entropy needs logits of about ln(1/τ). */
function gain({ loss, tau }: UfmProblem): number {
  return loss === 'mse' ? 1 : 1 + Math.log1p(1 / tau);
}

function zeroPoint({ outputs, classes }: UfmProblem, width: number, bias: number[]): CanonicalPoint {
  return { left: Matrix.zeros(outputs, width), right: Matrix.zeros(width, classes), bias };
}

function randomPoint(problem: UfmProblem, width: number, generator: Random): CanonicalPoint {
  const { outputs, classes, encoding } = problem;
  const point = zeroPoint(problem, width, loneBias(problem));
  const size = Math.sqrt((encoding.matrix.norm() * gain(problem)) / Math.sqrt(outputs * classes * width));
  return perturbed(problem, point, generator, size, true);
}

function perturbed(
  { featureActivation }: UfmProblem,
  { left, right, bias }: CanonicalPoint,
  { normal }: Random,
  relative = NOISE,
  absolute = false,
): CanonicalPoint {
  const size = (matrix: Matrix) =>
    absolute
      ? relative
      : (relative * Math.max(matrix.norm(), 1e-3)) / Math.sqrt(matrix.rows * matrix.columns);
  const [leftSize, rightSize] = [size(left), size(right)];
  const noisy = (matrix: Matrix, scale: number, sign: (x: number) => number) =>
    Matrix.from1DArray(
      matrix.rows,
      matrix.columns,
      matrix.to1DArray().map(x => x + sign(scale * normal())),
    );
  const positive = featureActivation === 'nonnegative' ? Math.abs : (x: number) => x;
  return { left: noisy(left, leftSize, x => x), right: noisy(right, rightSize, positive), bias };
}

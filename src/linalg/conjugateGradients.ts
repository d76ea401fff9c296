import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** How far to go. */
export interface ConjugateGradientOptions {
  /** A column is done when its residual is this share of its right-hand side, */
  readonly tolerance: number;
  /** or of another length per column, given by its square [p]. */
  readonly squaredLengths?: Tensor1D;
  readonly maxSteps: number;
  /** Steps whose coefficients are reported */
  readonly recordedSteps: number;
}

/** A X ≈ B, column by column. */
export interface ConjugateGradientResult {
  /** X [n, p], on the device; the caller disposes it */
  readonly solution: Tensor2D;
  /** α_j and β_j of the first steps, p numbers each; both 0 from the step on where a column is done */
  readonly alphas: Float32Array[];
  readonly betas: Float32Array[];
  /** Whether every column reached the tolerance, by the residuals of the steps: those of X are the caller's to look at */
  readonly settled: boolean;
  readonly steps: number;
}

/** Steps before the first look at the residuals, and most between two: each look waits for the device. */
const FIRST_LOOK = 8;
const MOST_BETWEEN = 16;

interface State {
  readonly x: Tensor2D;
  readonly residual: Tensor2D;
  readonly direction: Tensor2D;
  readonly squared: Tensor1D;
}

/**
 * Conjugate gradients for a symmetric positive semidefinite matrix and several right-hand sides in its range, all columns
 * in one product per step (Hestenes, Stiefel 1952). The coefficients are those of the Lanczos process started at the
 * column (Golub, Meurant 2010, section 2.5).
 *
 * @param matrix A [n, n], float32
 * @param rightHandSides B [n, p]
 */
export async function conjugateGradients(
  matrix: Tensor2D,
  rightHandSides: Tensor2D,
  { tolerance, squaredLengths, maxSteps, recordedSteps }: ConjugateGradientOptions,
): Promise<ConjugateGradientResult> {
  const squared = tf.tidy(() => columnSquares(rightHandSides));
  const limits = tf.tidy(() => tf.mul<Tensor1D>(squaredLengths ?? squared, tolerance ** 2));
  const zeros: Tensor2D = tf.zerosLike(rightHandSides);
  let state: State = {
    x: zeros,
    residual: rightHandSides.clone(),
    direction: rightHandSides.clone(),
    squared,
  };
  const recorded: Array<{ alpha: Tensor1D; beta: Tensor1D }> = [];
  let steps = 0;
  let next = FIRST_LOOK;
  try {
    let last: Look = { steps, excess: await excessOf(squared, limits) };
    while (last.excess > 1 && steps < maxSteps) {
      const { alpha, beta, ...changed } = step(matrix, state, limits);
      tf.dispose(Object.values(state));
      state = changed;
      if (steps < recordedSteps) recorded.push({ alpha, beta });
      else tf.dispose([alpha, beta]);
      steps++;
      if (steps < next && steps < maxSteps) continue;
      const look = { steps, excess: await excessOf(state.squared, limits) };
      next = steps + stepsToGo(last, look);
      last = look;
    }
    const settled = last.excess <= 1;
    const read = (tensor: Tensor1D) => tensor.data<'float32'>();
    const alphas = await Promise.all(recorded.map(({ alpha }) => read(alpha)));
    const betas = await Promise.all(recorded.map(({ beta }) => read(beta)));
    return { solution: state.x.clone(), alphas, betas, settled, steps };
  } finally {
    tf.dispose([...Object.values(state), limits, ...recorded.flatMap(({ alpha, beta }) => [alpha, beta])]);
  }
}

function step(matrix: Tensor2D, { x, residual, direction, squared }: State, limits: Tensor1D) {
  return tf.tidy(() => {
    const product: Tensor2D = tf.matMul(matrix, direction);
    const curvature: Tensor1D = tf.sum(tf.mul(direction, product), 0);
    const isOpen: Tensor1D = tf.cast(
      tf.logicalAnd(tf.greater(squared, limits), tf.greater(curvature, 0)),
      'float32',
    );
    const alpha = ratio(squared, curvature, isOpen);
    const nextResidual = tf.sub<Tensor2D>(residual, tf.mul(product, alpha));
    const nextSquared = columnSquares(nextResidual);
    const beta = ratio(nextSquared, squared, isOpen);
    return {
      x: tf.add<Tensor2D>(x, tf.mul(direction, alpha)),
      residual: nextResidual,
      direction: tf.add<Tensor2D>(nextResidual, tf.mul(direction, beta)),
      squared: nextSquared,
      alpha,
      beta,
    } as unknown as tf.TensorContainerObject;
  }) as unknown as State & { alpha: Tensor1D; beta: Tensor1D };
}

/** a/b where a column is open, else 0: what is done stays as it is. */
function ratio(a: Tensor1D, b: Tensor1D, isOpen: Tensor1D): Tensor1D {
  return tf.divNoNan(tf.mul(a, isOpen), b);
}

function columnSquares(columns: Tensor2D): Tensor1D {
  return tf.sum(tf.square(columns), 0);
}

/** The residuals after some steps. */
interface Look {
  readonly steps: number;
  /** The largest ‖r‖² as a multiple of what is asked for; Infinity where one is not a number */
  readonly excess: number;
}

async function excessOf(squared: Tensor1D, limits: Tensor1D): Promise<number> {
  const [found, wanted] = await Promise.all([squared.data<'float32'>(), limits.data<'float32'>()]);
  return found.reduce((most, value, i) => {
    if (value <= wanted[i]!) return Math.max(most, 1);
    return Math.max(most, value > wanted[i]! ? value / wanted[i]! : Number.POSITIVE_INFINITY);
  }, 1);
}

/** Steps until all columns are done, if the residuals go on to shrink as between the last two looks. */
function stepsToGo(before: Look, now: Look): number {
  const perStep = Math.log(before.excess / now.excess) / (now.steps - before.steps);
  const left = Math.ceil(Math.log(now.excess) / perStep);
  return perStep > 0 && left < MOST_BETWEEN ? Math.max(1, left) : MOST_BETWEEN;
}

import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/** A system (A + λI) X = B with a positive semidefinite A (d×d) that stays on the device. */
export interface RidgeSystem {
  /** A (d×d) */
  readonly matrix: Tensor2D;
  /** λ > 0 */
  readonly ridge: number;
  /** B (d×p) */
  readonly rightHandSides: Tensor2D;
}

/** X, and how exactly it solves the system. */
export interface RidgeSolution {
  /** X (d×p); the caller disposes it. */
  readonly solution: Tensor2D;
  /** Largest ‖b − (A + λI)x‖/‖b‖ of a column; a zero column counts 0 */
  readonly residual: number;
  readonly iterations: number;
}

/** Steps between two looks at the residual: a look waits for the device. */
const STEPS_PER_LOOK = 8;
const MAX_STEPS = 400;

/** What float32 can resolve. */
const RESIDUAL = 1e-6;

interface State {
  readonly x: Tensor2D;
  readonly r: Tensor2D;
  readonly p: Tensor2D;
  /** rᵀ D⁻¹ r of each column, [1, p] */
  readonly rho: Tensor2D;
}

/**
 * Solves for all columns at once by conjugate gradients with the diagonal as preconditioner (Hestenes and Stiefel 1952):
 * one d×d by d×p product a step, and p numbers read back in every eighth. It ends where all residuals are rounding, or
 * no longer fall. For a singular system and the coefficients of the iteration there is conjugateGradients.
 */
export async function solveRidge(system: RidgeSystem): Promise<RidgeSolution> {
  const diagonal = tf.tidy(() => tf.add<Tensor2D>(diagonalOf(system.matrix), system.ridge));
  const sizes = await columnNorms(system.rightHandSides);
  let state = start(system, diagonal);
  let residual = 1;
  let iterations = 0;
  try {
    while (iterations < MAX_STEPS) {
      const next = advance(system, diagonal, state);
      iterations += STEPS_PER_LOOK;
      const left = await columnNorms(next.r);
      const worst = Math.max(...left.map((norm, j) => (sizes[j]! > 0 ? norm / sizes[j]! : 0)));
      // NaN ends it too: the state before is the better one.
      if (!(worst < residual)) {
        dispose(next);
        break;
      }
      dispose(state);
      state = next;
      residual = worst;
      if (residual < RESIDUAL) break;
    }
    return { solution: tf.clone(state.x), residual, iterations };
  } finally {
    dispose(state);
    diagonal.dispose();
  }
}

function start({ rightHandSides }: RidgeSystem, diagonal: Tensor2D): State {
  return tidyState(() => {
    const z = tf.div<Tensor2D>(rightHandSides, diagonal);
    return {
      x: tf.zerosLike(rightHandSides),
      r: tf.clone(rightHandSides),
      p: z,
      rho: inner(rightHandSides, z),
    };
  });
}

function advance(system: RidgeSystem, diagonal: Tensor2D, state: State): State {
  return tidyState(() => {
    let current = state;
    for (let i = 0; i < STEPS_PER_LOOK; i++) current = step(system, diagonal, current);
    // Steps replace most tensors, but tidy() must not hand back those of the state before.
    return { ...current };
  });
}

function step({ matrix, ridge }: RidgeSystem, diagonal: Tensor2D, { x, r, p, rho }: State): State {
  const product = tf.add<Tensor2D>(tf.matMul(matrix, p), tf.mul(p, ridge));
  // divNoNan: a column that is solved, or zero, stays as it is.
  const alpha = tf.divNoNan<Tensor2D>(rho, inner(p, product));
  const nextR = tf.sub<Tensor2D>(r, tf.mul(product, alpha));
  const z = tf.div<Tensor2D>(nextR, diagonal);
  const nextRho = inner(nextR, z);
  return {
    x: tf.add(x, tf.mul(p, alpha)),
    r: nextR,
    p: tf.add(z, tf.mul(p, tf.divNoNan(nextRho, rho))),
    rho: nextRho,
  };
}

const inner = (a: Tensor2D, b: Tensor2D): Tensor2D => tf.sum(tf.mul(a, b), 0, true);

/** Diagonal of a square matrix, as a column [d, 1]. */
function diagonalOf(matrix: Tensor2D): Tensor2D {
  const [dim] = matrix.shape;
  const flat: Tensor1D = tf.reshape(matrix, [-1]);
  const steps = tf.stridedSlice(flat, [0], [dim * dim], [dim + 1]);
  return tf.reshape(steps, [dim, 1]);
}

async function columnNorms(columns: Tensor2D): Promise<number[]> {
  const norms = tf.tidy(() => tf.sqrt(tf.sum(tf.square(columns), 0)));
  return [...(await norms.data().finally(() => norms.dispose()))];
}

const dispose = ({ x, r, p, rho }: State): void => tf.dispose([x, r, p, rho]);

function tidyState(make: () => State): State {
  return tf.tidy(() => make() as unknown as tf.TensorContainerObject) as unknown as State;
}

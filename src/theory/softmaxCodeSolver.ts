import { random } from '../base/random.js';
import { Matrix } from '../linalg/dense.js';
import { oneVsRestMargin } from '../linalg/oneVsRestDistance.js';
import { projectedLbfgs, type SmoothFunction } from '../linalg/projectedLbfgs.js';

/** Result of {@link numericalSoftmaxCode}. */
export interface NumericalSoftmaxCode {
  /** Unit vectors as rows (K×d) */
  readonly vectors: Matrix;
  readonly starts: number;
  /** How many of them were polished */
  readonly finalists: number;
  /** The lowest temperature */
  readonly temperature: number;
}

/**
 * Number of random starts: about half a second's worth, at least 4, or 2 if one takes seconds. For 13 vectors in 3 dimensions
 * one in eight starts from a low temperature leads to the best known code.
 */
function startsFor(dim: number, classes: number): number {
  const work = classes * classes * dim;
  return Math.min(64, Math.max(work > 1e5 ? 2 : 4, Math.round(4e4 / work)));
}
/** How many of the best starts are polished: a tenth, since the best rough result may be overtaken. */
const finalistsFor = (starts: number) => Math.max(1, Math.ceil(starts / 10));
/** From a high temperature all starts lead to the same few codes: good ones for many vectors, not the best ones for few. */
const FROM_HIGH: Schedule = { temperatures: [0.2, 0.05, 0.015, 5e-3], iterations: 120 };
const FROM_LOW: Schedule = { temperatures: [0.015, 5e-3], iterations: 100 };
/** Schedules alternate if there are enough starts for one of those from a low temperature to be good. */
const scheduleOf = (start: number, starts: number) => (starts > 4 && start % 2 === 1 ? FROM_LOW : FROM_HIGH);
/** Each temperature is a start for the next; the smoothed minimum is below the true one by at most T ln K². */
const POLISH: Schedule = {
  temperatures: [1.5e-3, 5e-4, 1.5e-4, 5e-5, 1.5e-5, 5e-6, 1.5e-6, 5e-7],
  iterations: 150,
};

interface Schedule {
  readonly temperatures: readonly number[];
  /** At each temperature */
  readonly iterations: number;
}

/**
 * Maximizes min_{k≠j} ⟨w_k − w_j, h_k⟩ over unit vectors w_k and h_k, which is the one-vs-rest margin of W: the best h_k is
 * the normal of the supporting hyperplane at the nearest point of conv{w_j}_{j≠k}. The minimum is smoothed,
 * −T ln Σ_{k≠j} exp(−⟨w_k − w_j, h_k⟩/T), and T lowered step by step with the last solution as the next start: this is
 * cross-entropy with temperature T, with the maximum over samples in place of the mean. Many starts are followed to a
 * moderate temperature, and the best of them to one where the smoothing is below 1e-5.
 */
export function numericalSoftmaxCode(
  dim: number,
  classes: number,
  seed: number | string,
): NumericalSoftmaxCode {
  const starts = startsFor(dim, classes);
  const finalists = finalistsFor(starts);
  const rough = Array.from({ length: starts }, (_, start) =>
    maximize(
      dim,
      classes,
      randomStart(dim, classes, `${seed}/softmax code ${start}`),
      scheduleOf(start, starts),
    ),
  ).sort(byMargin);
  const polished = rough
    .slice(0, finalists)
    .map(({ variables }) => maximize(dim, classes, variables, POLISH));
  const [best] = [...polished, rough[0]!].sort(byMargin);
  return { vectors: best!.vectors, starts, finalists, temperature: POLISH.temperatures.at(-1)! };
}

interface Found {
  /** Rows w_k, then rows h_k */
  readonly variables: Float64Array;
  readonly vectors: Matrix;
  readonly margin: number;
}

const byMargin = (a: Found, b: Found) => b.margin - a.margin;

function randomStart(dim: number, classes: number, seed: string): Float64Array {
  const { normal } = random(seed);
  const size = classes * dim;
  const weights = Float64Array.from({ length: size }, normal);
  const variables = new Float64Array(2 * size);
  // h_k = w_k to begin with: self-duality.
  variables.set(weights);
  variables.set(weights, size);
  return variables;
}

function maximize(
  dim: number,
  classes: number,
  start: Float64Array,
  { temperatures, iterations }: Schedule,
): Found {
  let variables = start;
  for (const temperature of temperatures) {
    const fn = smoothedMargin(dim, classes, temperature);
    const options = { tolerance: () => 1e-10, maxIterations: iterations };
    variables = unitRows(projectedLbfgs(fn, variables, options).x, dim).unit;
  }
  const vectors = Matrix.from1DArray(classes, dim, Array.from(variables.subarray(0, classes * dim)));
  return { variables, vectors, margin: oneVsRestMargin(vectors) };
}

/** T ln Σ exp(−⟨w_k − w_j, h_k⟩/T), w and h the directions of the rows of the variables (first w, then h). */
function smoothedMargin(dim: number, classes: number, temperature: number): SmoothFunction {
  const size = classes * dim;
  const probabilities = new Float64Array(classes * classes);
  return {
    size: 2 * size,
    bounded: [0, 0],
    evaluate(x, gradient) {
      const { unit, norms } = unitRows(x, dim);
      const [w, h] = [unit.subarray(0, size), unit.subarray(size)];
      const value = pairProbabilities(w, h, probabilities, { dim, classes, temperature });
      gradient.fill(0);
      addGradients(w, h, probabilities, gradient, dim, classes);
      // Only the part along the sphere moves a direction.
      toTangent(gradient, unit, norms, dim);
      return value;
    },
  };
}

interface Sizes {
  readonly dim: number;
  readonly classes: number;
  readonly temperature: number;
}

/** Fills p_kj ∝ exp(−⟨w_k − w_j, h_k⟩/T), p_kk = 0, and returns the smoothed value. */
function pairProbabilities(w: Float64Array, h: Float64Array, p: Float64Array, sizes: Sizes): number {
  const { dim, classes, temperature } = sizes;
  let most = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j < classes; j++) p[k * classes + j] = rowProduct(w, j, h, k, dim);
    const own = p[k * classes + k]!;
    for (let j = 0; j < classes; j++) {
      p[k * classes + j]! -= own;
      if (j !== k) most = Math.max(most, p[k * classes + j]!);
    }
  }
  let total = 0;
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j < classes; j++) {
      const at = k * classes + j;
      p[at] = j === k ? 0 : Math.exp((p[at]! - most) / temperature);
      total += p[at]!;
    }
  }
  for (let at = 0; at < p.length; at++) p[at]! /= total;
  return most + temperature * Math.log(total);
}

/** ∂/∂h_k = Σ_j p_kj (w_j − w_k); ∂/∂w_j gets p_kj h_k, and ∂/∂w_k gets −Σ_j p_kj h_k. */
function addGradients(
  w: Float64Array,
  h: Float64Array,
  p: Float64Array,
  gradient: Float64Array,
  dim: number,
  classes: number,
): void {
  const offset = classes * dim;
  for (let k = 0; k < classes; k++) {
    for (let j = 0; j < classes; j++) {
      const probability = p[k * classes + j]!;
      // Most pairs are far from the minimum: all of them together are below the rounding of the sum.
      if (probability < 1e-25) continue;
      for (let a = 0; a < dim; a++) {
        gradient[offset + k * dim + a]! += probability * (w[j * dim + a]! - w[k * dim + a]!);
        gradient[j * dim + a]! += probability * h[k * dim + a]!;
        gradient[k * dim + a]! -= probability * h[k * dim + a]!;
      }
    }
  }
}

function toTangent(gradient: Float64Array, unit: Float64Array, norms: Float64Array, dim: number): void {
  for (let row = 0; row < norms.length; row++) {
    const along = rowProduct(gradient, row, unit, row, dim);
    for (let a = 0; a < dim; a++) {
      const at = row * dim + a;
      gradient[at] = (gradient[at]! - along * unit[at]!) / norms[row]!;
    }
  }
}

function unitRows(x: Float64Array, dim: number): { unit: Float64Array<ArrayBuffer>; norms: Float64Array } {
  const unit = Float64Array.from(x);
  const norms = new Float64Array(x.length / dim);
  for (let row = 0; row < norms.length; row++) {
    norms[row] = Math.sqrt(rowProduct(x, row, x, row, dim));
    for (let a = 0; a < dim; a++) unit[row * dim + a]! /= norms[row]!;
  }
  return { unit, norms };
}

function rowProduct(x: Float64Array, i: number, y: Float64Array, j: number, dim: number): number {
  let sum = 0;
  for (let a = 0; a < dim; a++) sum += x[i * dim + a]! * y[j * dim + a]!;
  return sum;
}

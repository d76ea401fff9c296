import { Matrix } from '../linalg/dense.js';
import { flatDot } from '../linalg/flatKernels.js';
import { rowGram } from '../linalg/product.js';

/** A feature direction v ≥ 0 with unit length that lowers the loss, and how steeply. */
export interface Escape {
  readonly direction: number[];
  /** R v */
  readonly response: number[];
  /** ‖R v‖ > τ */
  readonly gain: number;
}

/** Directions tried at most; each class on its own first. */
const MAX_STARTS = 24;
const MAX_STEPS = 200;

/**
 * Looks for a nonnegative direction with ‖Rv‖ > limit: v ← (RᵀRv)₊ raises ‖Rv‖ in every step, started from the axes of
 * the longest columns of R. What it finds is a way out of a local minimum; finding nothing proves nothing.
 */
export function findEscape(residual: Matrix, limit: number): Escape | null {
  const gram = rowGram(residual.transpose())
    .to2DArray()
    .map(row => Float64Array.from(row));
  const order = gram.map((_, k) => k).sort((k, l) => gram[l]![l]! - gram[k]![k]!);
  let best: Escape | null = null;
  for (const k of order.slice(0, MAX_STARTS)) {
    const direction = Array.from(climb(gram, k));
    const response = residual.mmul(Matrix.columnVector(direction)).to1DArray();
    const gain = Math.hypot(...response);
    if (gain > limit && gain > (best?.gain ?? 0)) best = { direction, response, gain };
  }
  return best;
}

function climb(gram: readonly Float64Array[], start: number): Float64Array {
  let v: Float64Array = Float64Array.from(gram, (_, l) => Number(l === start));
  let value = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const image = Float64Array.from(gram, row => Math.max(0, flatDot(row, v)));
    const length = Math.sqrt(flatDot(image, image));
    if (!(length > value * (1 + 1e-12))) return v;
    value = length;
    v = image.map(x => x / length);
  }
  return v;
}

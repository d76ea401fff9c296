import { addScaled, flatDot, weightedDot } from './flatKernels.js';

/** Pairs of steps and gradient changes that model the curvature; more save few evaluations and cost as much as one. */
const MEMORY = 10;

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  /** s·y and y·y over the free variables, as of `version` of the free set */
  sy: number;
  yy: number;
  version: number;
}

/**
 * The inverse Hessian of L-BFGS, by the two-loop recursion, restricted to the variables that are free (weight 1) and not
 * held at a bound (weight 0).
 */
export class CurvatureMemory {
  private pairs: Pair[] = [];

  get isEmpty(): boolean {
    return this.pairs.length === 0;
  }

  clear(): void {
    this.pairs = [];
  }

  add(s: Float64Array, y: Float64Array): void {
    this.pairs.push({ s, y, sy: 0, yy: 0, version: -1 });
    if (this.pairs.length > MEMORY) this.pairs.shift();
  }

  /**
   * −H g over the free variables.
   *
   * @param version changes whenever `free` does; 0 as long as all are free
   */
  direction(gradient: Float64Array, gradientNorm: number, free: Float64Array, version: number): Float64Array {
    // Nothing has been held yet: no weights are needed.
    const dot = version === 0 ? flatDot : (a: Float64Array, b: Float64Array) => weightedDot(free, a, b);
    const d = new Float64Array(gradient.length);
    for (let i = 0; i < d.length; i++) d[i] = -gradient[i]! * free[i]!;
    const used: Array<{ pair: Pair; alpha: number }> = [];
    for (let m = this.pairs.length - 1; m >= 0; m--) {
      const pair = refreshed(this.pairs[m]!, dot, version);
      if (!(pair.sy > 1e-16 * pair.yy)) continue;
      const alpha = dot(pair.s, d) / pair.sy;
      used.push({ pair, alpha });
      addScaled(d, -alpha, pair.y);
    }
    const newest = used[0]?.pair;
    const scale = newest ? newest.sy / newest.yy : Math.min(1, 1 / gradientNorm);
    for (let i = 0; i < d.length; i++) d[i]! *= scale * free[i]!;
    for (const { pair, alpha } of used.reverse()) {
      addScaled(d, alpha - dot(pair.y, d) / pair.sy, pair.s);
    }
    for (let i = 0; i < d.length; i++) d[i]! *= free[i]!;
    return d;
  }
}

type InnerProduct = (a: Float64Array, b: Float64Array) => number;

/** Inner products change with the free variables only: near the optimum they are computed once. */
function refreshed(pair: Pair, dot: InnerProduct, version: number): Pair {
  if (pair.version === version) return pair;
  pair.sy = dot(pair.s, pair.y);
  pair.yy = dot(pair.y, pair.y);
  pair.version = version;
  return pair;
}

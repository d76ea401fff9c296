import { CurvatureMemory } from './curvatureMemory.js';
import { flatDot, weightedDot } from './flatKernels.js';

/** A smooth function of a flat vector. */
export interface SmoothFunction {
  readonly size: number;
  /** The variables lower…upper−1 must not be negative; [0, 0] for none. */
  readonly bounded: readonly [number, number];
  evaluate(x: Float64Array, gradient: Float64Array): number;
}

export interface DescentOptions {
  /** Stops where ‖projected gradient‖ ≤ tolerance(x). */
  readonly tolerance: (x: Float64Array) => number;
  readonly maxIterations: number;
  /** Evaluations of the function after which no further step begins; default Infinity */
  readonly maxEvaluations?: number;
}

export interface DescentResult {
  readonly x: Float64Array;
  readonly value: number;
  /** ‖projected gradient‖ */
  readonly gradientNorm: number;
  readonly iterations: number;
  readonly evaluations: number;
}

/** Relative rounding of a function value: a step that changes it less is judged by its gradient. */
const VALUE_ROUNDING = 1e-14;

/**
 * Minimizes a function, some of whose variables are bounded below by zero: L-BFGS in the variables that are not held at
 * their bound by the gradient, with a line search along the projected path (two-metric projection, Bertsekas 1982;
 * the unbounded case is plain L-BFGS).
 */
export function projectedLbfgs(
  fn: SmoothFunction,
  start: Float64Array,
  { tolerance, maxIterations, maxEvaluations = Number.POSITIVE_INFINITY }: DescentOptions,
): DescentResult {
  const state = new Descent(fn, start);
  let iterations = 0;
  const mayGoOn = () => iterations < maxIterations && state.evaluations < maxEvaluations;
  while (mayGoOn() && state.gradientNorm > tolerance(state.x)) {
    if (!state.step()) break;
    iterations++;
  }
  const { x, value, gradientNorm, evaluations } = state;
  return { x, value, gradientNorm, iterations, evaluations };
}

class Descent {
  x: Float64Array;
  value: number;
  gradientNorm = 0;
  evaluations = 1;
  private gradient: Float64Array;
  /** 0 where a variable is held at its bound, else 1 */
  private readonly free: Float64Array;
  private freeVersion = 0;
  private readonly memory = new CurvatureMemory();

  constructor(
    private readonly fn: SmoothFunction,
    start: Float64Array,
  ) {
    this.x = this.project(start.slice());
    this.gradient = new Float64Array(fn.size);
    this.free = new Float64Array(fn.size).fill(1);
    this.value = fn.evaluate(this.x, this.gradient);
    this.refresh();
  }

  /** One accepted step; false if none is found. */
  step(): boolean {
    if (this.search(this.direction())) return true;
    if (this.memory.isEmpty) return false;
    this.memory.clear();
    return this.search(this.direction());
  }

  private project(x: Float64Array): Float64Array {
    const [from, to] = this.fn.bounded;
    for (let i = from; i < to; i++) if (x[i]! < 0) x[i] = 0;
    return x;
  }

  private refresh(): void {
    const [from, to] = this.fn.bounded;
    let changed = false;
    for (let i = from; i < to; i++) {
      const free = this.x[i]! <= 0 && this.gradient[i]! > 0 ? 0 : 1;
      if (free === this.free[i]) continue;
      this.free[i] = free;
      changed = true;
    }
    if (changed) this.freeVersion++;
    this.gradientNorm = Math.sqrt(weightedDot(this.free, this.gradient, this.gradient));
  }

  private direction(): Float64Array {
    return this.memory.direction(this.gradient, this.gradientNorm, this.free, this.freeVersion);
  }

  private search(d: Float64Array): boolean {
    if (!(flatDot(this.gradient, d) < 0)) return false;
    const { size } = this.fn;
    const gradient = new Float64Array(size);
    const s = new Float64Array(size);
    for (let length = 1, tries = 0; tries < 30; tries++) {
      const x = new Float64Array(size);
      for (let i = 0; i < size; i++) x[i] = this.x[i]! + length * d[i]!;
      this.project(x);
      for (let i = 0; i < size; i++) s[i] = x[i]! - this.x[i]!;
      const value = this.fn.evaluate(x, gradient);
      this.evaluations++;
      const slope = flatDot(this.gradient, s);
      if (this.accepts(value, slope, gradient, s)) {
        this.accept(x, value, gradient, s);
        return true;
      }
      // Minimizer of the parabola through both values and the slope, kept between a tenth and a half.
      const curvature = 2 * (value - this.value - slope);
      const ratio = curvature > 0 ? -slope / curvature : 0.5;
      length *= Math.min(0.5, Math.max(0.1, Number.isFinite(ratio) ? ratio : 0.1));
    }
    return false;
  }

  private accepts(value: number, slope: number, gradient: Float64Array, s: Float64Array): boolean {
    if (!(slope < 0)) return false;
    if (value <= this.value + 1e-4 * slope && this.value - value > VALUE_ROUNDING * Math.abs(value))
      return true;
    // Near the optimum values are rounding; the slope along the step still tells (Hager and Zhang 2005).
    const flat = value <= this.value + VALUE_ROUNDING * Math.abs(this.value);
    return flat && flatDot(gradient, s) <= -0.8 * slope;
  }

  private accept(x: Float64Array, value: number, gradient: Float64Array, s: Float64Array): void {
    const y = new Float64Array(gradient.length);
    for (let i = 0; i < y.length; i++) y[i] = gradient[i]! - this.gradient[i]!;
    this.memory.add(s, y);
    this.x = x;
    this.value = value;
    this.gradient = gradient;
    this.refresh();
  }
}

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
}

export interface DescentResult {
  readonly x: Float64Array;
  readonly value: number;
  /** ‖projected gradient‖ */
  readonly gradientNorm: number;
  readonly iterations: number;
}

/** Pairs of steps and gradient changes that model the curvature. */
const MEMORY = 24;
/** Relative rounding of a function value: a step that changes it less is judged by its gradient. */
const VALUE_ROUNDING = 1e-14;

/**
 * Minimises a function, some of whose variables are bounded below by zero: L-BFGS in the variables that are not held at
 * their bound by the gradient, with a line search along the projected path (two-metric projection, Bertsekas 1982;
 * the unbounded case is plain L-BFGS).
 */
export function projectedLbfgs(
  fn: SmoothFunction,
  start: Float64Array,
  options: DescentOptions,
): DescentResult {
  const state = new Descent(fn, start);
  let iterations = 0;
  while (iterations < options.maxIterations && state.gradientNorm > options.tolerance(state.x)) {
    if (!state.step()) break;
    iterations++;
  }
  return { x: state.x, value: state.value, gradientNorm: state.gradientNorm, iterations };
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
}

class Descent {
  x: Float64Array;
  value: number;
  gradientNorm = 0;
  private gradient: Float64Array;
  /** 0 where a variable is held at its bound, else 1 */
  private readonly free: Float64Array;
  private pairs: Pair[] = [];

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
    if (this.pairs.length === 0) return false;
    this.pairs = [];
    return this.search(this.direction());
  }

  private project(x: Float64Array): Float64Array {
    const [from, to] = this.fn.bounded;
    for (let i = from; i < to; i++) if (x[i]! < 0) x[i] = 0;
    return x;
  }

  private refresh(): void {
    const [from, to] = this.fn.bounded;
    for (let i = from; i < to; i++) this.free[i] = this.x[i]! <= 0 && this.gradient[i]! > 0 ? 0 : 1;
    this.gradientNorm = Math.sqrt(this.dot(this.gradient, this.gradient));
  }

  /** Inner product over the free variables. */
  private dot(a: Float64Array, b: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += this.free[i]! * a[i]! * b[i]!;
    return sum;
  }

  /** −H g over the free variables, by the two-loop recursion. */
  private direction(): Float64Array {
    const d = this.gradient.map((g, i) => -g * this.free[i]!);
    const used: Array<Pair & { rho: number; alpha: number }> = [];
    let scale = 0;
    for (let m = this.pairs.length - 1; m >= 0; m--) {
      const pair = this.pairs[m]!;
      const sy = this.dot(pair.s, pair.y);
      const yy = this.dot(pair.y, pair.y);
      if (!(sy > 1e-12 * yy * 1e-4) || !(sy > 0)) continue;
      if (scale === 0) scale = sy / yy;
      const alpha = this.dot(pair.s, d) / sy;
      used.push({ ...pair, rho: 1 / sy, alpha });
      for (let i = 0; i < d.length; i++) d[i]! -= alpha * pair.y[i]!;
    }
    if (scale === 0) scale = Math.min(1, 1 / this.gradientNorm);
    for (let i = 0; i < d.length; i++) d[i]! *= scale * this.free[i]!;
    for (const { s, y, rho, alpha } of used.reverse()) {
      const beta = rho * this.dot(y, d);
      for (let i = 0; i < d.length; i++) d[i]! += (alpha - beta) * s[i]! * this.free[i]!;
    }
    return d;
  }

  private search(d: Float64Array): boolean {
    if (!(this.dot(this.gradient, d) < 0)) return false;
    const gradient = new Float64Array(this.fn.size);
    for (let length = 1, tries = 0; tries < 30; tries++) {
      const x = this.project(this.x.map((xi, i) => xi + length * d[i]!));
      const value = this.fn.evaluate(x, gradient);
      const s = x.map((xi, i) => xi - this.x[i]!);
      const slope = plainDot(this.gradient, s);
      if (this.accepts(value, slope, gradient, s)) {
        this.accept(x, value, gradient, s);
        return true;
      }
      // Minimiser of the parabola through both values and the slope, kept between a tenth and a half.
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
    return flat && plainDot(gradient, s) <= -0.8 * slope;
  }

  private accept(x: Float64Array, value: number, gradient: Float64Array, s: Float64Array): void {
    const y = gradient.map((g, i) => g - this.gradient[i]!);
    this.pairs.push({ s, y });
    if (this.pairs.length > MEMORY) this.pairs.shift();
    this.x = x;
    this.value = value;
    this.gradient = gradient.slice();
    this.refresh();
  }
}

function plainDot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

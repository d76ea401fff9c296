import { STANDARDS } from './standards.js';

/** How a positive number has changed of late. */
export interface Trend {
  /** Share by which it changed, above −1: −0.3 if it fell by 30% */
  readonly change: number;
  /** Epochs in which it did */
  readonly epochs: number;
}

/** The most points that are kept. */
const MOST = 128;

/** The share of the points, the latest ones, that a trend is read from. */
const LATEST = 0.2;

/**
 * A positive number over the epochs of a training, in bounded memory: every s-th value is kept, and s doubles where there
 * are too many. Where epochs are counted from an earlier one again, it begins anew.
 */
export class TrendTracker {
  #epochs: number[] = [];
  #logs: number[] = [];
  #stride = 1;
  #count = 0;
  #latest: readonly [epoch: number, log: number] | undefined;

  add(epoch: number, value: number): void {
    if (this.#latest !== undefined && epoch <= this.#latest[0]) this.#begin();
    if (!(value > 0)) return;
    const log = Math.log(value);
    this.#latest = [epoch, log];
    if (this.#count++ % this.#stride !== 0) return;
    this.#epochs.push(epoch);
    this.#logs.push(log);
    if (this.#epochs.length === MOST) this.#thin();
  }

  /** Over the last fifth of what was added; 0 where it is not told from noise; undefined for too few values. */
  get trend(): Trend | undefined {
    const needed = STANDARDS.points.value;
    if (this.#latest === undefined || this.#epochs.length < needed) return undefined;
    const from = this.#epochs.length - Math.max(needed, Math.ceil(LATEST * this.#epochs.length));
    const [epochs, logs] = [this.#epochs.slice(from), this.#logs.slice(from)];
    if (this.#latest[0] > epochs.at(-1)!) {
      epochs.push(this.#latest[0]);
      logs.push(this.#latest[1]);
    }
    const { slope, error } = line(epochs, logs);
    const span = epochs.at(-1)! - epochs[0]!;
    return { change: Math.abs(slope) > 2 * error ? Math.expm1(slope * span) : 0, epochs: span };
  }

  #begin(): void {
    [this.#epochs, this.#logs, this.#stride, this.#count, this.#latest] = [[], [], 1, 0, undefined];
  }

  #thin(): void {
    const isKept = (_: number, i: number) => i % 2 === 0;
    this.#epochs = this.#epochs.filter(isKept);
    this.#logs = this.#logs.filter(isKept);
    this.#stride *= 2;
  }
}

/** Least-squares slope of y over x, and its standard error. */
function line(
  x: readonly number[],
  y: readonly number[],
): { readonly slope: number; readonly error: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xm, ym] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - xm) ** 2, 0);
  const slope = x.reduce((sum, value, i) => sum + (value - xm) * (y[i]! - ym), 0) / spread;
  const rest = y.reduce((sum, value, i) => sum + (value - ym - slope * (x[i]! - xm)) ** 2, 0);
  return { slope, error: Math.sqrt(rest / (x.length - 2) / spread) };
}

/** Whether a metric still changes by more than the standard. */
export function isMoving(trend: Trend | undefined): trend is Trend {
  return trend !== undefined && Math.abs(trend.change) > STANDARDS.moving.value;
}

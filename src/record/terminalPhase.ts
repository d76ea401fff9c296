import type { MetricId } from '../metrics/registry.js';

/** What the terminal phase is judged from: one entry per measured epoch, oldest first. */
export interface EpochMeasurement {
  readonly epoch: number;
  readonly metrics: Partial<Record<MetricId, number>>;
}

/** The terminal phase of training: the epochs from the first one with zero training error on the measured samples. */
export interface TerminalPhase {
  /** First measured epoch with training error 0 */
  readonly startEpoch?: number;
  /** Epochs since then */
  readonly epochsSince?: number;
  /** Per-epoch decay rate r of each nc1 metric within the phase: nc1 ≈ A·e^(−r·epoch), least squares on ln nc1 */
  readonly decayRate: Partial<Record<MetricId, number>>;
  /** Why one of them is missing */
  readonly absent: Readonly<Record<string, string>>;
}

const DECAYING = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv'] as const satisfies readonly MetricId[];

/**
 * Start of the terminal phase and how fast within-class variability falls in it, as the epochs come, in constant memory.
 * A later epoch with errors does not move the start: the phase is defined by the first epoch without. Where epochs are
 * counted from an earlier one again, the phase from there on is meant.
 */
export class TerminalPhaseTracker {
  #latest = Number.NEGATIVE_INFINITY;
  #start: number | undefined;
  #decays = noDecays();

  /** Takes the next measured epoch, and says where the phase stands with it. */
  add({ epoch, metrics }: EpochMeasurement): TerminalPhase {
    if (epoch < this.#latest) {
      this.#start = undefined;
      this.#decays = noDecays();
    }
    this.#latest = epoch;
    const accuracy = metrics['train.accuracy'];
    if (accuracy === 1) this.#start ??= epoch;
    if (this.#start === undefined) return notBegun(accuracy);
    const rates = [...this.#decays].map(([id, decay]) => {
      const value = metrics[id];
      if (value !== undefined && value > 0) decay.add(epoch, Math.log(value));
      return [id, decay.rate] as const;
    });
    return {
      startEpoch: this.#start,
      epochsSince: epoch - this.#start,
      decayRate: Object.fromEntries(rates.filter(([, rate]) => typeof rate === 'number')),
      absent: Object.fromEntries(
        rates.flatMap(([id, rate]) => (typeof rate === 'number' ? [] : [[`decayRate.${id}`, rate]])),
      ),
    };
  }
}

/** Where the phase stands after all of these. */
export function terminalPhase(history: readonly EpochMeasurement[]): TerminalPhase {
  const tracker = new TerminalPhaseTracker();
  return history.map(entry => tracker.add(entry)).at(-1) ?? notBegun(undefined);
}

function noDecays(): Map<(typeof DECAYING)[number], Decay> {
  return new Map(DECAYING.map(id => [id, new Decay()]));
}

function notBegun(accuracy: number | undefined): TerminalPhase {
  const now =
    accuracy === undefined ? 'the accuracy is not known' : `it is ${(1 - accuracy).toPrecision(3)} now`;
  return { decayRate: {}, absent: { startEpoch: `the training error has not been zero yet: ${now}` } };
}

/** Minus the least-squares slope of y over x, from moments that are centered as the points come (Welford 1962). */
class Decay {
  #count = 0;
  #x = 0;
  #y = 0;
  /** Σ (x − x̄)² and Σ (x − x̄)(y − ȳ) */
  #spread = 0;
  #product = 0;

  add(x: number, y: number): void {
    this.#count++;
    const [dx, dy] = [x - this.#x, y - this.#y];
    this.#x += dx / this.#count;
    this.#y += dy / this.#count;
    this.#spread += dx * (x - this.#x);
    this.#product += dy * (x - this.#x);
  }

  /** Or why there is none */
  get rate(): number | string {
    return this.#spread > 0
      ? -this.#product / this.#spread
      : 'needs two measured epochs in the terminal phase with a positive value';
  }
}

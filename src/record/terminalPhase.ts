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
 * Start of the terminal phase and how fast within-class variability falls in it. A later epoch with errors does not
 * move the start: the phase is defined by the first epoch without.
 */
export function terminalPhase(history: readonly EpochMeasurement[]): TerminalPhase {
  const last = history.at(-1);
  const at = history.findIndex(({ metrics }) => metrics['train.accuracy'] === 1);
  const start = history[at];
  if (!last || !start) {
    const accuracy = last?.metrics['train.accuracy'];
    const now =
      accuracy === undefined ? 'the accuracy is not known' : `it is ${(1 - accuracy).toPrecision(3)} now`;
    return { decayRate: {}, absent: { startEpoch: `the training error has not been zero yet: ${now}` } };
  }
  const phase = history.slice(at);
  const rates = DECAYING.map(id => [id, decayRate(phase, id)] as const);
  return {
    startEpoch: start.epoch,
    epochsSince: last.epoch - start.epoch,
    decayRate: Object.fromEntries(rates.filter(([, rate]) => typeof rate === 'number')),
    absent: Object.fromEntries(
      rates.flatMap(([id, rate]) => (typeof rate === 'number' ? [] : [[`decayRate.${id}`, rate]])),
    ),
  };
}

/** Minus the least-squares slope of ln(metric) over epochs, or why there is none. */
function decayRate(phase: readonly EpochMeasurement[], id: MetricId): number | string {
  const points = phase.flatMap(({ epoch, metrics }) => {
    const value = metrics[id];
    return value !== undefined && value > 0 ? [{ x: epoch, y: Math.log(value) }] : [];
  });
  const epochs = new Set(points.map(point => point.x));
  if (epochs.size < 2) return 'needs two measured epochs in the terminal phase with a positive value';
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
  return -points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread;
}

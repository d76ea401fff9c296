import type { NetworkResult } from '../../src/metrics/metric.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { everyMetric, idsOf, networkOf } from '../helpers/everyMetric.js';
import { type Reference, referenceOf, WEIGHTINGS } from '../helpers/referenceOf.js';
import { cutInto, type KnownWay, onDevice, UNEVEN, WAYS } from '../helpers/statisticsWays.js';
import { type Samples, terminalPhase } from '../helpers/terminalPhase.js';

/** Sizes of one set of made-up features. */
export interface ConformanceShape {
  readonly samples: number;
  readonly classes: number;
  readonly dim: number;
  /** tr Σ_W / tr Σ_B */
  readonly ratio: number;
}

/** The worst that was seen of one metric. */
export interface WorstError {
  /** Relative to float64; NaN where the metric is missing */
  readonly error: number;
  readonly where: string;
}

export type Errors = Partial<Record<MetricId, WorstError>>;

/** Every metric of features of one shape, whichever way they come in, against float64 over the same float32 features. */
export async function measureErrors(shape: ConformanceShape): Promise<Errors> {
  const samples = terminalPhase(shape);
  const reference = referenceOf(samples);
  const sizes = cutInto(shape.samples, UNEVEN);
  const network = await onDevice(samples, device => networkOf(device, samples.losses, sizes));
  const worst: Record<string, WorstError> = {};
  for (const [name, known] of Object.entries(WAYS)) {
    const title = `N=${shape.samples} K=${shape.classes} d=${shape.dim} ratio=${shape.ratio}, ${name}`;
    for (const [id, error] of await errorsOf(known, samples, reference, network, sizes)) {
      if (isWorse({ error, where: title }, worst[id])) worst[id] = { error, where: title };
    }
  }
  return worst;
}

async function errorsOf(
  known: KnownWay,
  samples: Samples,
  { comparison, metrics: reference }: Reference,
  network: Required<NetworkResult>,
  sizes: readonly number[],
): Promise<Array<[MetricId, number]>> {
  const found = await onDevice(samples, device => known.way(device, sizes));
  const errors: Array<[MetricId, number]> = [];
  try {
    for (const weighting of WEIGHTINGS) {
      const { metrics } = await everyMetric(samples, found, network, comparison, weighting);
      for (const id of idsOf(known)) {
        errors.push([id, Math.abs((metrics[id] ?? Number.NaN) / reference[weighting][id]! - 1)]);
      }
    }
  } finally {
    found.within?.dispose();
  }
  return errors;
}

/** The worse of each. */
export function worstOf(all: readonly Errors[]): Errors {
  const worst: Record<string, WorstError> = {};
  for (const [id, found] of all.flatMap(errors => Object.entries(errors))) {
    if (isWorse(found, worst[id])) worst[id] = found;
  }
  return worst;
}

/** NaN is worse than any number. */
function isWorse(found: WorstError, before: WorstError | undefined): boolean {
  return before === undefined || (!Number.isNaN(before.error) && !(found.error <= before.error));
}

import { computeMetrics, type MetricResult } from '../src/metrics/computeMetrics.js';
import type { ClassSummary } from '../src/statistics/classSummary.js';
import { summarizeWatched } from '../src/statistics/summarizeFeatures.js';
import type { FeatureCase } from './featureCase.js';

/** Milliseconds of one run from features on the device to metrics. */
export interface MetricsTiming {
  /** Counts, class means, centered features: until the centered features exist */
  readonly centering: number;
  /** Span of the means, Σ_W in it, and (asked for) nearest class means */
  readonly geometry: number;
  /** computeMetrics: K×K and K×d numbers on the host */
  readonly host: number;
  readonly total: number;
}

/** What was timed, and what it gave. */
export interface TimedMetrics {
  readonly timing: MetricsTiming;
  readonly summary: ClassSummary;
  readonly result: MetricResult;
}

/** @param nearest whether nearest class means are asked for, which everything but nc4.ncc can do without */
export async function timeMetrics(given: FeatureCase, nearest = true): Promise<TimedMetrics> {
  const { features, labels, predictedLabels, classes, head } = given;
  const start = performance.now();
  let centered = start;
  const inspect = async () => {
    centered = performance.now();
  };
  const summary = await summarizeWatched(
    { features, labels, classes, ...(nearest && { predictedLabels }) },
    { inspect },
  );
  const summarized = performance.now();
  const result = computeMetrics({ statistics: summary, head, network: { accuracy: 1, loss: 0 } });
  const end = performance.now();
  const timing = {
    centering: centered - start,
    geometry: summarized - centered,
    host: end - summarized,
    total: end - start,
  };
  return { timing, summary, result };
}

import { type Comparison, comparisonFor } from './everyMetric.js';
import { metricsOfStatistics, type ReferenceMetrics, type ReferenceStatistics } from './reference.js';
import { referenceGiven } from './referenceGiven.js';
import { headOfSamples, nearestMeansOf, type Samples, statisticsOfSamples } from './terminalPhase.js';

export const WEIGHTINGS = ['class', 'sample'] as const;

/** Float64 over the same float32 features, so that only the arithmetic is compared. */
export interface Reference {
  readonly statistics: ReferenceStatistics;
  readonly comparison: Comparison;
  readonly metrics: Readonly<Record<(typeof WEIGHTINGS)[number], ReferenceMetrics>>;
}

/** Every metric of the samples in float64, with what they are compared with. */
export function referenceOf(samples: Samples): Reference {
  const statistics = statisticsOfSamples(samples);
  const comparison = comparisonFor(samples, statistics.counts);
  const nearest = nearestMeansOf(samples, statistics.means);
  const agreeing = nearest.filter((k, i) => k === samples.predictedLabels[i]).length;
  const given = referenceGiven(samples, statistics, comparison);
  const of = (weighting: (typeof WEIGHTINGS)[number]): ReferenceMetrics => ({
    ...metricsOfStatistics({ ...headOfSamples(samples), weighting }, statistics),
    ...given,
    'nc4.ncc': agreeing / nearest.length,
  });
  return { statistics, comparison, metrics: { class: of('class'), sample: of('sample') } };
}

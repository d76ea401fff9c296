import { metricContext, metricsOf } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { MetricId } from '../../src/metrics/registry.js';
import type { DepthMeasurement } from '../../src/record/record.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import type { EpochStatistics } from '../sources/epochStatistics.js';

/** What is followed through the layers: the metrics that ask for nothing but features. */
const IDS: readonly MetricId[] = ['nc1.pinv', 'nc1.ratio', 'nc1.cdnv', 'nc2.etf', 'rank.effective'];

/** One entry per further layer, in order of depth. */
export function measureDepth(
  layers: MeasuredLayers,
  { depth }: EpochStatistics,
  weighting: Weighting,
): DepthMeasurement[] {
  return depth.map((statistics, i) => {
    const { metrics, absent, approximate } = metricsOf(metricContext({ statistics, weighting }), IDS);
    return {
      layer: layers.depth![i]!.name,
      featureDim: statistics.featureDim,
      // Its decisions are the labels.
      nearestClassCenter: statistics.nearestMeanAgreement!,
      metrics,
      absent,
      ...(approximate && { approximate }),
    };
  });
}

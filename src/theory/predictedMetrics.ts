import type { ClassEncoding } from '../encodings/classEncoding.js';
import { computeMetrics } from '../metrics/computeMetrics.js';
import type { Weighting } from '../metrics/geometry.js';
import { absent } from '../metrics/metric.js';
import type { MetricId } from '../metrics/registry.js';
import { collapsedStatistics } from './collapsedStatistics.js';
import type { UfmPrediction } from './ufmPrediction.js';

/** The value of each metric for a network that is exactly what the theory predicts. */
export type PredictedMetrics = Partial<Record<MetricId, number>>;

/** Metrics that say how the network was trained or how far it is from theory: a prediction has no value for them. */
const NOT_PREDICTED: ReadonlySet<MetricId> = new Set([
  'train.accuracy',
  'train.loss',
  'nc2.theory',
  'bias.theory',
  'logits.theory',
  'loss.theory',
  'balance.residual',
]);

/** What exact zeros come out as, from float64 Gram matrices of norm 1. */
const ROUNDING = 1e-12;

/** Puts the predicted class means, kernel and bias through the same formulas as the measured ones. */
export function predictedMetrics(
  prediction: UfmPrediction,
  encoding: ClassEncoding,
  weighting: Weighting,
): PredictedMetrics {
  const statistics = collapsedStatistics(prediction);
  if (!statistics) return {};
  const { kernel, bias, setting } = prediction;
  const hasBias = setting.lambdaB !== Number.POSITIVE_INFINITY;
  const head =
    'absent' in kernel || !Array.isArray(bias) ? absent('no scale') : { kernel, bias: hasBias ? bias : null };
  const { metrics } = computeMetrics({ statistics, weighting, encoding, head });
  return Object.fromEntries(
    Object.entries(metrics)
      .filter(([id]) => !NOT_PREDICTED.has(id as MetricId))
      .map(([id, value]) => [id, Math.abs(value) < ROUNDING ? 0 : value]),
  ) as PredictedMetrics;
}

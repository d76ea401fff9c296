import type { ClassEncoding } from '../encodings/classEncoding.js';
import { metricsOfModel } from '../metrics/computeMetrics.js';
import type { Weighting } from '../metrics/geometry.js';
import { absent, type TheoryInput } from '../metrics/metric.js';
import type { MetricId } from '../metrics/registry.js';
import { collapsedStatistics } from './collapsedStatistics.js';
import { predictedNetwork } from './predictedNetwork.js';
import type { UfmPrediction } from './ufmPrediction.js';
import { inUsedDimensions } from './usedDimensions.js';

/** The value of each metric for a network that is exactly what the theory predicts. */
export type PredictedMetrics = Partial<Record<MetricId, number>>;

/** Metrics that say how far the network is from theory: a prediction has no value for them. */
const NOT_PREDICTED: ReadonlySet<MetricId> = new Set([
  'nc2.theory',
  'bias.theory',
  'logits.theory',
  'loss.theory',
]);

/** What exact zeros come out as, from float64 Gram matrices of norm 1. */
const ROUNDING = 1e-12;

/** Puts the predicted class means, kernel and bias through the same formulas as the measured ones. */
export function predictedMetrics(
  full: UfmPrediction,
  encoding: ClassEncoding,
  weighting: Weighting,
): PredictedMetrics {
  const prediction = inUsedDimensions(full);
  const collapsed = collapsedStatistics(prediction);
  if (!collapsed) return {};
  const network = predictedNetwork(prediction);
  // Features at their class mean are nearest to it: the decisions agree with the nearest mean where they are correct.
  const statistics = { ...collapsed, nearestMeanAgreement: network.accuracy ?? null };
  const { kernel, bias, setting } = prediction;
  const hasBias = setting.lambdaB !== Number.POSITIVE_INFINITY;
  const head =
    'absent' in kernel || !Array.isArray(bias) ? absent('no scale') : { kernel, bias: hasBias ? bias : null };
  const theory = theoryOfItself(prediction);
  const { metrics } = metricsOfModel({ statistics, weighting, encoding, head, network, theory });
  return Object.fromEntries(
    Object.entries(metrics)
      .filter(([id]) => !NOT_PREDICTED.has(id as MetricId))
      .map(([id, value]) => [id, Math.abs(value) < ROUNDING ? 0 : value]),
  ) as PredictedMetrics;
}

/** At the optimum the head is the least-squares head of the collapsed features. */
function theoryOfItself(prediction: UfmPrediction): TheoryInput {
  const { kernel, bias, dataLoss, setting, balanceResidual } = prediction;
  const { loss, lambdaW, lambdaB, fixedHead } = setting;
  const given = { prediction, dataLoss, balanceResidual };
  if (fixedHead) return { ...given, centralPath: absent('the head is not trained') };
  if (loss !== 'mse' || 'absent' in kernel || typeof dataLoss !== 'number' || !Array.isArray(bias)) {
    return { ...given, centralPath: absent('the prediction has no scale, or another loss') };
  }
  const biasPenalty = lambdaB === Number.POSITIVE_INFINITY ? 0 : lambdaB * Math.hypot(...bias) ** 2;
  const centralPath = { nc1: (lambdaW / 2) * kernel.norm() ** 2, nc23: dataLoss + biasPenalty / 2, perp: 0 };
  return { ...given, centralPath };
}

import { oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import type { Matrix } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import type { Head } from '../../src/metrics/head.js';
import type { TheoryInput } from '../../src/metrics/metric.js';
import type { MetricId } from '../../src/metrics/registry.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { collapsedStatistics } from '../../src/theory/predictedMetrics.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import type { UfmSetting } from '../../src/theory/ufmSetting.js';

/** A setting with a closed form: three classes of unequal size, squared error, linear features, a penalized bias. */
export const SETTING: UfmSetting = {
  loss: 'mse',
  encoding: oneHotEncoding(3),
  classCounts: [12, 7, 5],
  featureDim: 4,
  lambdaW: 5e-3,
  lambdaH: 1e-4,
  lambdaB: 0.05,
  featureActivation: 'linear',
};

/** A network with its prediction, as {@link computeMetrics} takes them. */
export interface TheoryCase {
  readonly prediction: UfmPrediction;
  readonly statistics: ClassSummary;
  readonly head: Head;
  readonly theory: TheoryInput;
}

/** A network that is exactly at the predicted optimum. */
export function atOptimum(setting: UfmSetting = SETTING): TheoryCase {
  const prediction = predictUfm(setting);
  const head = { kernel: prediction.kernel as Matrix, bias: [...(prediction.bias as number[])] };
  const theory = { prediction, dataLoss: prediction.dataLoss, balanceResidual: 0 };
  return { prediction, statistics: collapsedStatistics(prediction)!, head, theory };
}

/** One metric of such a network. */
export function theoryMetric(id: MetricId, { statistics, head, theory }: TheoryCase): number | string {
  const { metrics, absent } = computeMetrics({ statistics, head, theory });
  return metrics[id] ?? absent[id]!;
}

/** The same network with its class means scaled. */
export function scaledMeans(network: TheoryCase, factor: number): TheoryCase {
  const { statistics } = network;
  const means = statistics.means.clone().mul(factor);
  const meansInSpan = statistics.meansInSpan.clone().mul(factor);
  return { ...network, statistics: { ...statistics, means, meansInSpan } };
}

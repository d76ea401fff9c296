import type { Scalar } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { AccuracyAndLoss } from '../../callbacks/sources/accuracyAndLoss.js';
import { balanceResidual, measureCentralPath } from '../../callbacks/theory/scatterMeasures.js';
import { absent } from '../../src/base/absent.js';
import { oneHotEncoding } from '../../src/encodings/encodingFromCodes.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { NetworkResult } from '../../src/metrics/metric.js';
import { type MetricId, metricIds } from '../../src/metrics/registry.js';
import { predictUfm } from '../../src/theory/predictUfm.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type DeviceSamples, eachBatch, type Found, type KnownWay } from './statisticsWays.js';
import type { Samples } from './terminalPhase.js';

/** What samples are compared with: not about them, but about how many there are. */
export interface Comparison {
  readonly prediction: UfmPrediction;
  /** λ_H/λ_W that weights and features are compared with */
  readonly balance: number;
}

/** A squared-error network with a penalized bias: it has every metric. */
export function comparisonFor(
  { classes, dim, kernel, features }: Samples,
  counts: readonly number[],
): Comparison {
  const samples = counts.reduce((sum, n) => sum + n, 0);
  const prediction = predictUfm({
    loss: 'mse',
    encoding: oneHotEncoding(classes),
    classCounts: counts,
    featureDim: dim,
    lambdaW: 5e-3,
    // τ = 0.02, well below the singular values √π_k: nothing is thresholded away.
    lambdaH: 4e-4 / (5e-3 * samples),
    lambdaB: 0.05,
    featureActivation: 'linear',
  });
  const squares = (numbers: Iterable<number>) => Array.from(numbers).reduce((sum, x) => sum + x * x, 0);
  return { prediction, balance: squares(kernel.flat()) / squares(features) };
}

/** What the network says about the samples, added up over the batches as a measurement does. */
export async function networkOf(
  samples: DeviceSamples,
  losses: Float32Array,
  sizes: readonly number[],
): Promise<Required<NetworkResult>> {
  const totals = new AccuracyAndLoss();
  let start = 0;
  try {
    await eachBatch(samples, sizes, ({ features, labels, predictedLabels }) => {
      const end = start + labels.shape[0];
      tf.tidy(() => {
        const loss: Scalar = tf.sum(tf.tensor1d(losses.subarray(start, end)));
        totals.add({ outputs: features, labels, predictedLabels, loss });
      });
      start = end;
    });
    return await totals.result();
  } finally {
    totals.dispose();
  }
}

/** Every metric of what a way has found; `within` stays the caller's. */
export async function everyMetric(
  samples: Samples,
  { summary, within }: Found,
  network: Required<NetworkResult>,
  { prediction, balance }: Comparison,
  weighting: Weighting,
) {
  const { classes, dim, bias, oodMean } = samples;
  const head = { kernel: matrixFrom(samples.kernel.flat(), dim, classes), bias };
  const { setting } = prediction;
  const fromScatter = within && {
    balanceResidual: await balanceResidual(within, summary, head.kernel, balance),
    centralPath: await measureCentralPath({ within, statistics: summary, head, setting }),
  };
  const missing = absent('there is no Σ_W (d×d)');
  return computeMetrics({
    statistics: summary,
    weighting,
    head,
    network,
    oodMean,
    theory: {
      prediction,
      dataLoss: network.loss,
      ...(fromScatter ?? { balanceResidual: missing, centralPath: missing }),
    },
  });
}

/** Metrics that need all of Σ_W, not only its part in the span of the class means. */
const OF_SCATTER: readonly MetricId[] = [
  'balance.residual',
  'mse.central_path',
  'mse.central_path.nc1',
  'mse.central_path.nc23',
];

/** The metrics that a way must find. */
export function idsOf({ seesSamples, hasWithin }: KnownWay): MetricId[] {
  return metricIds.filter(id => (seesSamples || id !== 'nc4.ncc') && (hasWithin || !OF_SCATTER.includes(id)));
}

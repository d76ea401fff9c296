import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { absent } from '../../src/base/absent.js';
import { DataError } from '../../src/base/argumentError.js';
import { allMetricsOf, metricContext } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { ValidationMeasurement } from '../../src/record/record.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import type { Batches } from '../data/batches.js';
import { readHead } from '../network/findHead.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { type EvaluateOptions, Evaluation } from '../sources/evaluation.js';
import { disposeStatistics } from '../sources/featureSource.js';
import { disposeBatch, type ForwardOptions, forwardPasses } from '../taps/forwardPasses.js';

/** How to measure validation data. */
export interface ValidationOptions
  extends Pick<EvaluateOptions, 'featureMemory' | 'encoding' | 'checkInputs'> {
  readonly weighting: Weighting;
  /** Statistics of the measured data */
  readonly training: ClassSummary;
}

/**
 * The same metrics on other samples, with their own class means. There is no comparison with theory, which is about the
 * samples trained on. If they cannot be measured, the record says why and keeps the measurement of the training data.
 */
export async function measureValidation(
  layers: MeasuredLayers,
  data: Batches,
  { weighting, training, ...options }: ValidationOptions,
): Promise<ValidationMeasurement | { readonly error: string }> {
  try {
    const { depth: _, ...plain } = layers;
    const gathered = await new Evaluation(plain, data, {
      ...options,
      outliers: 0,
      sample: false,
      within: false,
      reference: training,
    }).run();
    disposeStatistics(gathered);
    const { summary: statistics, network, feedsHead, unlabeled } = gathered;
    const head = feedsHead ? await readHead(layers.head) : absent('the layer does not feed the head');
    const context = metricContext({
      statistics,
      weighting,
      encoding: options.encoding,
      head,
      network,
      theory: absent('theory speaks of the samples trained on'),
      oodMean: absent('measured beside the training data'),
    });
    const result = allMetricsOf(context);
    const { samples, counts } = statistics;
    const without = unlabeled > 0 && { unlabeled };
    return { ...result, samples, counts, ...without, nearestTrainingMean: gathered.nearestReference! };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

/**
 * Mean feature of samples of no class, m_G^ood; their targets are ignored.
 *
 * @throws if there are no samples, or a feature is not finite
 */
export async function oodMean(
  layers: MeasuredLayers,
  data: Batches,
  options: ForwardOptions,
): Promise<number[]> {
  let samples = 0;
  let sum: Tensor1D | undefined;
  try {
    for await (const batch of forwardPasses(layers, data, options)) {
      try {
        const before = sum;
        const part = tf.tidy(() => tf.sum(batch.features, 0) as Tensor1D);
        sum = before ? tf.add(before, part) : part;
        samples += batch.features.shape[0];
        if (before) tf.dispose([before, part]);
      } finally {
        disposeBatch(batch);
      }
    }
    const total = [...(await sum!.data())];
    if (total.every(Number.isFinite)) return total.map(x => x / samples);
    throw new DataError('features of the out-of-distribution samples must be finite');
  } finally {
    sum?.dispose();
  }
}

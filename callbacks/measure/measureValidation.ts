import { allMetricsOf, metricContext } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import { absent } from '../../src/metrics/metric.js';
import type { ValidationMeasurement } from '../../src/record/record.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import type { MeasuredData } from '../data/measuredData.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import { disposeStatistics } from '../sources/epochStatistics.js';
import { type EvaluateOptions, evaluate } from '../sources/evaluate.js';
import { readHead } from './readHead.js';

/** How to measure validation data. */
export interface ValidationOptions
  extends Pick<EvaluateOptions, 'batchSize' | 'featureMemory' | 'encoding' | 'checkInputs' | 'watch'> {
  readonly weighting: Weighting;
  /** Statistics of the measured data */
  readonly training: ClassSummary;
}

/**
 * The same metrics on other samples, with class means of their own; no theory, which speaks of the samples trained on.
 * Where the samples are unfit, the record says why: what was measured on the training data is not lost.
 */
export async function measureValidation(
  layers: MeasuredLayers,
  data: MeasuredData,
  { weighting, training, ...options }: ValidationOptions,
): Promise<ValidationMeasurement | { readonly error: string }> {
  try {
    const { depth: _, ...plain } = layers;
    const gathered = await evaluate(plain, data, {
      ...options,
      outliers: 0,
      sample: false,
      within: false,
      reference: training,
    });
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

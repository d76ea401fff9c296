import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { nearestCode } from '../../src/encodings/nearestCode.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { computeMetrics, type MetricResult } from '../../src/metrics/computeMetrics.js';
import { geometry, type Weighting } from '../../src/metrics/geometry.js';
import type { Head } from '../../src/metrics/head.js';
import { absent } from '../../src/metrics/metric.js';
import { norms } from '../../src/record/norms.js';
import type { MeasuredOn, Norms } from '../../src/record/record.js';
import { type ClassStatistics, classStatistics } from '../../src/statistics/classStatistics.js';
import { type CollectedFeatures, collectFeatures, type Hook } from '../features/collectFeatures.js';
import type { MeasuredData } from '../features/measuredData.js';
import { accuracy } from './accuracy.js';
import { checkOutputs } from './checkOutputs.js';
import { dataLoss } from './dataLoss.js';
import { readHead } from './readHead.js';

/** How to measure. */
export interface MeasureOptions {
  readonly batchSize: number;
  readonly featureMemory: number;
  readonly weighting: Weighting;
  /** Found from the targets if it is not given */
  readonly encoding?: ClassEncoding | undefined;
}

/** One measurement of a model: the part of a record that does not depend on the epoch. */
export interface Measurement extends MetricResult {
  readonly measured: MeasuredOn;
  readonly norms: Norms;
  /** The encoding that was given or found */
  readonly encoding: ClassEncoding;
}

/** features → class statistics → metrics, on one forward pass over the data. */
export async function measureModel(
  hook: Hook,
  data: MeasuredData,
  options: MeasureOptions,
): Promise<Measurement> {
  const collected = await collectFeatures(hook, data, options);
  const { features, targets, outputs } = collected;
  try {
    await checkOutputs(outputs);
    const { labels, encoding } = await readLabels(targets, outputs.shape[1], options.encoding);
    const decisions = nearestCode(outputs, encoding);
    try {
      return await measureFeatures(hook, collected, labels, decisions, encoding, options.weighting);
    } finally {
      tf.dispose([labels, decisions]);
    }
  } finally {
    tf.dispose([features, targets, outputs]);
  }
}

async function measureFeatures(
  hook: Hook,
  { features, targets, outputs, feedsHead }: CollectedFeatures,
  labels: Tensor1D,
  decisions: Tensor1D,
  encoding: ClassEncoding,
  weighting: Weighting,
): Promise<Measurement> {
  const statistics = await classStatistics({ features, labels, decisions, classes: encoding.classes });
  const head = feedsHead ? await readHead(hook.head) : null;
  const network = {
    accuracy: await accuracy(decisions, labels),
    loss: await dataLoss(hook.model, targets, outputs),
  };
  const notFed = absent(`layer '${hook.layer?.name}' is not what the head '${hook.head.name}' gets`);
  const result = computeMetrics({ statistics, weighting, encoding, head: head ?? notFed, network });
  return {
    ...result,
    measured: describeMeasured(hook, statistics, encoding),
    norms: normsOf(statistics, weighting, head),
    encoding,
  };
}

function normsOf(statistics: ClassStatistics, weighting: Weighting, head: Head | null): Norms {
  return norms(statistics, geometry(statistics, weighting), head);
}

function describeMeasured(hook: Hook, statistics: ClassStatistics, encoding: ClassEncoding): MeasuredOn {
  const { samples, classes, featureDim, counts } = statistics;
  return {
    samples,
    classes,
    featureDim,
    layer: (hook.layer ?? hook.head).name,
    side: hook.layer ? 'output' : 'input',
    head: hook.head.name,
    encoding: encoding.name,
    counts,
  };
}

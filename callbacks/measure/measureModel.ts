import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassEncoding } from '../../src/encodings/classEncoding.js';
import { nearestCode } from '../../src/encodings/nearestCode.js';
import { readLabels } from '../../src/encodings/readLabels.js';
import { computeMetrics, type MetricResult } from '../../src/metrics/computeMetrics.js';
import { geometry, type Weighting } from '../../src/metrics/geometry.js';
import type { Head } from '../../src/metrics/head.js';
import { type Absent, absent } from '../../src/metrics/metric.js';
import { norms } from '../../src/record/norms.js';
import type { MeasuredOn, Norms } from '../../src/record/record.js';
import { agreement } from '../../src/statistics/agreement.js';
import { ClassStatistics } from '../../src/statistics/classStatistics.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { compareWithTheory, type TheoryComparison } from '../../src/theory/comparison.js';
import type { UfmPrediction } from '../../src/theory/ufmPrediction.js';
import { type CollectedFeatures, collectFeatures, type Hook } from '../features/collectFeatures.js';
import type { MeasuredData } from '../features/measuredData.js';
import { predictForNetwork, type TheoryOptions } from '../theory/predictForNetwork.js';
import { checkOutputs } from './checkOutputs.js';
import { dataLoss } from './dataLoss.js';
import { readHead } from './readHead.js';

/** How to measure. */
export interface MeasureOptions {
  readonly batchSize: number;
  readonly featureMemory: number;
  readonly weighting: Weighting;
  /** Whether to look for NaN in the inputs */
  readonly checkInputs?: boolean;
  /** Found from the targets if it is not given */
  readonly encoding?: ClassEncoding | undefined;
  /** Absent: no comparison with theory */
  readonly theory: TheoryOptions | Absent;
}

/** One measurement of a model: the part of a record that does not depend on the epoch. */
export interface Measurement extends MetricResult {
  readonly measured: MeasuredOn;
  readonly norms: Norms;
  /** The encoding that was given or found */
  readonly encoding: ClassEncoding;
  /** The predicted value beside each measured one, or why there is none */
  readonly theory: TheoryComparison | Absent;
  /** The prediction itself, to start the next one from */
  readonly prediction: UfmPrediction | undefined;
}

/** features → class statistics → metrics → comparison with theory, on one forward pass over the data. */
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
    let decisions: Tensor1D | null = null;
    try {
      decisions = nearestCode(outputs, encoding);
      return await measureFeatures(hook, collected, { labels, decisions, encoding }, options);
    } finally {
      tf.dispose(decisions ? [labels, decisions] : labels);
    }
  } finally {
    tf.dispose([features, targets, outputs]);
  }
}

/** Class labels, what the network decides, and the codes that relate the two. */
interface Decided {
  readonly labels: Tensor1D;
  readonly decisions: Tensor1D;
  readonly encoding: ClassEncoding;
}

async function measureFeatures(
  hook: Hook,
  { features, targets, outputs, feedsHead }: CollectedFeatures,
  { labels, decisions, encoding }: Decided,
  { weighting, theory: wanted }: MeasureOptions,
): Promise<Measurement> {
  const statistics = await summarizeFeatures({ features, labels, decisions, classes: encoding.classes });
  const notFed = absent(`layer '${hook.layer?.name}' is not what the head '${hook.head.name}' gets`);
  const head = feedsHead ? await readHead(hook.head) : notFed;
  const network = {
    accuracy: await agreement(decisions, labels),
    loss: await dataLoss(hook.model, { targets, outputs, labels, encoding }),
  };
  const theory =
    'absent' in wanted || 'absent' in head
      ? absent('absent' in wanted ? wanted.absent : notFed.absent)
      : await withScatter(features, labels, encoding, within =>
          predictForNetwork({ within, statistics, head, encoding, weighting, loss: network.loss }, wanted),
        );
  const input = 'absent' in theory ? theory : theory.input;
  const result = computeMetrics({ statistics, weighting, encoding, head, network, theory: input });
  return {
    ...result,
    measured: describeMeasured(hook, statistics, encoding),
    norms: normsOf(statistics, weighting, 'absent' in head ? null : head),
    encoding,
    theory:
      'absent' in theory
        ? theory
        : compareWithTheory(result, theory.prediction, theory.assumptions, theory.predicted),
    prediction: 'absent' in theory ? undefined : theory.prediction,
  };
}

/** Lends Σ_W to a computation. */
async function withScatter<T>(
  features: Tensor2D,
  labels: Tensor1D,
  { classes }: ClassEncoding,
  use: (within: Tensor2D | Absent) => Promise<T>,
): Promise<T> {
  const statistics = new ClassStatistics({ classes, featureDim: features.shape[1] });
  try {
    statistics.update(features, labels);
    const within = statistics.within();
    if (within === null) return await use(absent(`${features.shape[1]} dimensions are too many for Σ_W`));
    return await use(within).finally(() => within.dispose());
  } finally {
    statistics.dispose();
  }
}

function normsOf(statistics: ClassSummary, weighting: Weighting, head: Head | null): Norms {
  return norms(statistics, geometry(statistics, weighting), head);
}

function describeMeasured(hook: Hook, statistics: ClassSummary, encoding: ClassEncoding): MeasuredOn {
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

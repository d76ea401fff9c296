import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { checkOutputs } from '../../callbacks/measure/checkOutputs.js';
import type { ClassEncoding } from '../../src/encodings/index.js';
import { Matrix, toFloat32 } from '../../src/linalg/dense.js';
import {
  allMetricsOf,
  type CompleteMetricResult,
  metricContext,
  notesOn,
} from '../../src/metrics/computeMetrics.js';
import type { Head } from '../../src/metrics/head.js';
import { absent } from '../../src/metrics/metric.js';
import { type Norms, normsOf } from '../../src/record/record.js';
import type { ClassSummary } from '../../src/statistics/classSummary.js';
import { agreement } from '../../src/statistics/nearestMeanAgreement.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { columnMeans, type DeviceFeatures, movedBack, movedHead, uploadFeatures } from './deviceFeatures.js';
import type { MeasureInputs } from './inputs.js';

/** Metrics of features that are not the callback's. */
export interface Measurement extends CompleteMetricResult {
  readonly statistics: ClassSummary;
  readonly encoding: ClassEncoding;
  readonly norms: Norms;
  /** Rows that were left out */
  readonly unlabeled: number;
}

/** features → class statistics → metrics, on the current backend. */
export async function measureArrays(inputs: MeasureInputs): Promise<Measurement> {
  const { head, encoding, weighting, ood, unlabeled } = inputs;
  const { statistics, correct } = await deviceStatistics(inputs);
  const context = metricContext({
    statistics,
    weighting,
    encoding,
    head: head ?? absent('no --kernel is given'),
    theory: absent('features alone do not say what to predict (see tfjs-nc predict)'),
    network: {
      ...(correct !== null && { accuracy: correct }),
      loss: absent('features do not tell the loss'),
    },
    oodMean: ood === null ? absent('no --ood is given') : columnMeans(ood),
  });
  const norms = normsOf(statistics, context.geometry, head);
  return { ...allMetricsOf(context), ...notesOn(context), statistics, encoding, norms, unlabeled };
}

interface DeviceResult {
  readonly statistics: ClassSummary;
  /** Share of samples that the head decides correctly; null without a head */
  readonly correct: number | null;
}

async function deviceStatistics(inputs: MeasureInputs): Promise<DeviceResult> {
  const { features, labels, head, encoding } = inputs;
  const uploaded = uploadFeatures(features);
  const y = tf.tensor1d(labels, 'int32');
  let decisions: Tensor1D | undefined;
  try {
    if (head !== null) decisions = await decide(uploaded, head, inputs);
    const statistics = await summarizeFeatures({
      features: uploaded.tensor,
      labels: y,
      classes: encoding.classes,
      ...(decisions && { decisions }),
    });
    const correct = decisions ? await agreement(decisions, y) : null;
    return { statistics: movedBack(statistics, uploaded), correct };
  } finally {
    tf.dispose([uploaded.tensor, y, ...(decisions ? [decisions] : [])]);
  }
}

/** The class that the head decides for: the code nearest to H Wᵀ + b, or to what the link makes of it. */
async function decide(
  { tensor, unit, offset }: DeviceFeatures,
  head: Head,
  { encoding, link }: Pick<MeasureInputs, 'encoding' | 'link'>,
): Promise<Tensor1D> {
  const { kernel, bias } = movedHead(head, offset);
  const outputs: Tensor2D = tf.tidy(() => {
    const products = tf.matMul<Tensor2D>(
      tensor,
      tf.tensor2d(toFloat32(Matrix.mul(kernel, unit)), [kernel.rows, kernel.columns]),
    );
    return bias === null ? products : tf.add<Tensor2D>(products, tf.tensor1d([...bias]));
  });
  try {
    await checkOutputs(outputs);
    return encoding.decode(outputs, { link });
  } finally {
    outputs.dispose();
  }
}

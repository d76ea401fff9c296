import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from './base/absent.js';
import {
  columnMeans,
  type DeviceFeatures,
  type FeatureTable,
  movedBack,
  movedHead,
  uploadFeatures,
} from './deviceFeatures.js';
import type { ClassEncoding, OutputLink } from './encodings/index.js';
import { Matrix } from './linalg/dense.js';
import { finiteRows, outputsOf, requireFiniteOutputs, summaryWithAccuracy } from './measureFeatures.js';
import { allMetricsOf, type CompleteMetricResult, metricContext, notesOn } from './metrics/computeMetrics.js';
import type { Weighting } from './metrics/geometry.js';
import type { Head } from './metrics/head.js';
import { type Norms, normsOf } from './record/record.js';
import type { ClassSummary } from './statistics/classSummary.js';

/** Features and labels from anywhere, checked. */
export interface ArrayInputs {
  /** h_i as rows (N×d) */
  readonly features: FeatureTable;
  /** y_i, 0..K−1, every class present */
  readonly labels: Int32Array;
  readonly encoding: ClassEncoding;
  readonly head: Head | Absent;
  /** What outputs go through before they are compared with the codes */
  readonly link: OutputLink;
  /** Features of samples of no class (N'×d), or why there are none */
  readonly ood: FeatureTable | Absent;
  readonly weighting: Weighting;
}

/** Metrics of features that are not the callback's. */
export interface ArrayMeasurement extends CompleteMetricResult {
  readonly statistics: ClassSummary;
  readonly norms: Norms;
}

/** features → class statistics → metrics, on the current backend. */
export async function measureArrays(inputs: ArrayInputs): Promise<ArrayMeasurement> {
  const { head, encoding, weighting, ood } = inputs;
  const { statistics, accuracy } = await deviceStatistics(inputs);
  const context = metricContext({
    statistics,
    weighting,
    encoding,
    head,
    theory: absent('features alone do not say what to predict (see tfjs-nc predict)'),
    network: {
      ...(accuracy !== undefined && { accuracy }),
      loss: absent('features do not tell the loss'),
    },
    oodMean: 'absent' in ood ? ood : columnMeans(ood),
  });
  const norms = normsOf(statistics, context.geometry, 'absent' in head ? null : head);
  return { ...allMetricsOf(context), ...notesOn(context), statistics, norms };
}

async function deviceStatistics(inputs: ArrayInputs): ReturnType<typeof summaryWithAccuracy> {
  const { features, labels, head, encoding } = inputs;
  const uploaded = uploadFeatures(features);
  const y = tf.tensor1d(labels, 'int32');
  let predictedLabels: Tensor1D | undefined;
  try {
    if (!('absent' in head)) predictedLabels = await decide(uploaded, head, inputs);
    const { statistics, accuracy } = await summaryWithAccuracy({
      features: uploaded.tensor,
      labels: y,
      classes: encoding.classes,
      ...(predictedLabels && { predictedLabels }),
    });
    return { statistics: movedBack(statistics, uploaded), accuracy };
  } finally {
    tf.dispose([uploaded.tensor, y, ...(predictedLabels ? [predictedLabels] : [])]);
  }
}

/** The class that the head decides for: the code nearest to H Wᵀ + b, or to what the link makes of it. */
async function decide(
  { tensor, unit, offset }: DeviceFeatures,
  head: Head,
  { encoding, link }: Pick<ArrayInputs, 'encoding' | 'link'>,
): Promise<Tensor1D> {
  const { kernel, bias } = movedHead(head, offset);
  const outputs = outputsOf(tensor, { kernel: Matrix.mul(kernel, unit), bias });
  const finite = finiteRows(outputs);
  try {
    await requireFiniteOutputs(finite, outputs.shape[0]);
    return encoding.decode(outputs, { link });
  } finally {
    tf.dispose([outputs, finite]);
  }
}

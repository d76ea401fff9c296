import * as tf from '@tensorflow/tfjs-core';
import { random } from '../../src/base/random.js';
import { encodingFromCodes } from '../../src/encodings/encodingFromCodes.js';
import { matrixFrom } from '../../src/linalg/dense.js';
import { computeMetrics, type MetricInput, type MetricResult } from '../../src/metrics/computeMetrics.js';
import type { Weighting } from '../../src/metrics/geometry.js';
import type { SummaryLimits } from '../../src/statistics/classSummary.js';
import { summarizeFeatures } from '../../src/statistics/summarizeFeatures.js';
import { type ReferenceInput, range } from './reference.js';

/** Features with labels, and a head on them: the input of the reference and, through {@link measure}, of src/. */
export type Dataset = Omit<ReferenceInput, 'weighting'>;

export interface RandomDatasetOptions {
  /** n_k */
  readonly counts: readonly number[];
  /** d */
  readonly dim: number;
  readonly seed: number;
  /** Standard deviation of each coordinate within a class; that of the class means is 1. Default 0.5. */
  readonly spread?: number;
  /** Added to every coordinate. Default 0.3. */
  readonly offset?: number;
}

/** Gaussian classes around random means in shuffled order, with a random head; all numbers rounded to float32. */
export function randomDataset(
  options: RandomDatasetOptions,
): Dataset & { kernel: number[][]; bias: number[] } {
  const { counts, dim, seed, spread = 0.5, offset = 0.3 } = options;
  const { normal, uniform } = random(seed);
  const normals = (n: number) => range(n).map(() => Math.fround(normal()));
  const means = counts.map(() => normals(dim));
  const order = counts.flatMap((n, k) => range(n).map(() => ({ k, at: uniform() })));
  const labels = order.sort((a, b) => a.at - b.at).map(({ k }) => k);
  return {
    classes: counts.length,
    labels,
    features: labels.map(k => means[k]!.map(m => Math.fround(offset + m + spread * normal()))),
    kernel: range(dim).map(() => normals(counts.length)),
    bias: normals(counts.length),
  };
}

/** The statistics of src/ for a dataset; tensors are made and disposed here. */
export async function statisticsOf(
  { features, labels, classes, predictedLabels }: Dataset,
  limits: Partial<SummaryLimits> = {},
) {
  const tensors = {
    features: tf.tensor2d(features.flat(), [features.length, features[0]!.length]),
    labels: tf.tensor1d([...labels], 'int32'),
    ...(predictedLabels && { predictedLabels: tf.tensor1d([...predictedLabels], 'int32') }),
  };
  try {
    return await summarizeFeatures({ ...tensors, classes, limits });
  } finally {
    tf.dispose(tensors);
  }
}

/** The metrics of src/ for a dataset. */
export async function measure(
  data: Dataset,
  weighting: Weighting = 'class',
  limits: Partial<SummaryLimits> = {},
): Promise<MetricResult> {
  return computeMetrics({ statistics: await statisticsOf(data, limits), weighting, ...headOf(data) });
}

function headOf({ kernel, bias, codes }: Dataset): Pick<MetricInput, 'head' | 'encoding'> {
  const head = kernel && {
    kernel: matrixFrom(kernel.flat(), kernel.length, kernel[0]!.length),
    bias: bias ?? null,
  };
  return { head, ...(codes && { encoding: encodingFromCodes(codes) }) };
}

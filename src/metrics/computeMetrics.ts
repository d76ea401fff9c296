import { argumentError } from '../argumentError.js';
import { oneHotEncoding } from '../encodings/classEncoding.js';
import { numericalRank } from '../linalg/dense.js';
import { geometry, type Weighting } from './geometry.js';
import { checkHead } from './head.js';
import { absent, type MetricContext, type MetricInput } from './metric.js';
import { type MetricId, metricIds, metrics } from './registry.js';

/** Every metric that could be computed, and the reason for every one that could not. */
export interface MetricResult {
  readonly metrics: Partial<Record<MetricId, number>>;
  readonly absent: Partial<Record<MetricId, string>>;
  readonly weighting: Weighting;
  /** Rank of Σ_B that nc1.pinv was computed with. */
  readonly rank: number;
}

/**
 * Computes the metrics of class statistics; K×K and K×d work on the host, float64.
 *
 * @throws if the head does not fit the features and the encoding, or the weighting is unknown
 */
export function computeMetrics(input: MetricInput): MetricResult {
  const context = resolve(input);
  const result: { -readonly [key in keyof MetricResult]: MetricResult[key] } = {
    metrics: {},
    absent: {},
    weighting: context.geometry.weighting,
    rank: numericalRank(context.geometry.between.values, context.statistics.classes),
  };
  for (const id of metricIds) {
    const value = metrics[id].compute(context);
    if (typeof value !== 'number') result.absent[id] = value.absent;
    else if (!Number.isFinite(value)) result.absent[id] = `not finite: ${value}`;
    else result.metrics[id] = value;
  }
  return result;
}

function resolve(input: MetricInput): MetricContext {
  const { statistics } = input;
  const weighting = input.weighting === undefined ? 'class' : input.weighting;
  if (weighting !== 'class' && weighting !== 'sample') {
    throw argumentError('computeMetrics', 'weighting', "'class' or 'sample'", weighting);
  }
  const encoding = input.encoding === undefined ? oneHotEncoding(statistics.classes) : input.encoding;
  if (encoding.classes !== statistics.classes) {
    const requirement = `an encoding of ${statistics.classes} classes, as many as the statistics have`;
    throw argumentError('computeMetrics', 'encoding', requirement, `one of ${encoding.classes}`);
  }
  const head = input.head === undefined ? absent('no head weights are given') : input.head;
  if (!('absent' in head)) checkHead(head, statistics.featureDim, encoding.dim);
  const network = input.network === undefined ? {} : input.network;
  const theory = input.theory === undefined ? absent('no prediction is given') : input.theory;
  return { statistics, geometry: geometry(statistics, weighting), head, encoding, network, theory };
}

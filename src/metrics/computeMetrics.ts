import { argumentError, requireOptions } from '../base/argumentError.js';
import { oneHotEncoding } from '../encodings/classEncoding.js';
import { numericalRank } from '../linalg/dense.js';
import { type InputName, vectorOf } from '../linalg/numbersInput.js';
import { geometry, type Weighting } from './geometry.js';
import { readHead } from './head.js';
import { type Absent, type Approximate, absent, type MetricContext, type MetricInput } from './metric.js';
import { type MetricId, metricIds, metrics } from './registry.js';
import { transposedKernelNote } from './transposedKernel.js';

/** Every metric that could be computed, and the reason for every one that could not. */
export interface MetricResult {
  readonly metrics: Partial<Record<MetricId, number>>;
  readonly absent: Partial<Record<MetricId, string>>;
  readonly weighting: Weighting;
  /** Rank of Σ_B that nc1.pinv was computed with; min(K − 1, d) where it is estimated. */
  readonly rank: number;
  /** What is estimated, how, and the largest relative error; only where something is. */
  readonly approximate?: Partial<Record<MetricId, Approximation>>;
  /** What the numbers make doubtful, such as a square kernel that looks transposed; only where there is something. */
  readonly notes?: readonly string[];
}

/** How a metric was estimated. */
export type Approximation = Omit<Approximate, 'value'>;

type Collected = {
  -readonly [key in 'metrics' | 'absent' | 'approximate']-?: NonNullable<MetricResult[key]>;
};

/**
 * Computes the metrics of class statistics; K×K and K×d work on the host, float64.
 *
 * @throws ArgumentError if the head does not fit the features and the encoding, or the weighting is unknown
 * @example
 * const { metrics } = computeMetrics({ statistics, head: { kernel: layer.kernel.read(), bias: [0, 0, 0] } });
 */
export function computeMetrics(input: MetricInput): MetricResult {
  const where = 'computeMetrics';
  requireOptions(where, 'input', '{ statistics, … }', input);
  requireOptions(where, 'statistics', 'what summarizeFeatures gives', input.statistics);
  const context = resolve(input);
  const note = transposedKernelNote(context);
  return { ...metricsIn(context), ...(note !== undefined && { notes: [note] }) };
}

/** The same for a head that is a layer of a model: its kernel is as tf.js stores it. */
export function metricsOfModel(input: MetricInput): MetricResult {
  return metricsIn(resolve(input));
}

function metricsIn(context: MetricContext): MetricResult {
  const { between, spectrum, weighting } = context.geometry;
  const { approximate, ...result } = collect(context);
  return {
    ...result,
    weighting,
    rank: spectrum ? spectrum.rank : numericalRank(between.values, context.statistics.classes),
    ...(Object.keys(approximate).length > 0 && { approximate }),
  };
}

function collect(context: MetricContext): Collected {
  const result: Collected = { metrics: {}, absent: {}, approximate: {} };
  for (const id of metricIds) {
    const computed = metrics[id].compute(context);
    const value = typeof computed === 'object' && 'value' in computed ? computed.value : computed;
    if (typeof value !== 'number') result.absent[id] = value.absent;
    else if (!Number.isFinite(value)) result.absent[id] = `not finite: ${value}`;
    else {
      result.metrics[id] = value;
      if (typeof computed === 'object' && 'value' in computed) {
        result.approximate[id] = { method: computed.method, bound: computed.bound };
      }
    }
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
  const given = input.head === undefined ? absent('no head weights are given') : input.head;
  const head = isAbsent(given) ? given : readHead(given, statistics.featureDim, encoding.dim);
  const network = input.network === undefined ? {} : input.network;
  const theory = input.theory === undefined ? absent('no prediction is given') : input.theory;
  const ood =
    input.oodMean === undefined ? absent('no out-of-distribution samples are given') : input.oodMean;
  const oodMean = isAbsent(ood) ? ood : vectorOf(ood, oodName(statistics.featureDim));
  return { statistics, geometry: geometry(statistics, weighting), head, encoding, network, theory, oodMean };
}

function isAbsent(value: object): value is Absent {
  return Object(value) === value && 'absent' in value;
}

function oodName(featureDim: number): InputName {
  return { where: 'computeMetrics', argument: 'oodMean', requirement: `${featureDim} numbers` };
}

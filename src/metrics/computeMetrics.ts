import { type Absent, absent } from '../base/absent.js';
import { argumentError, requireArgument, requireOptions } from '../base/argumentError.js';
import type { ClassEncoding } from '../encodings/classEncoding.js';
import { oneHotEncoding } from '../encodings/encodingFromCodes.js';
import { numericalRank } from '../linalg/dense.js';
import { type VectorInput, vectorOf } from '../linalg/numbersInput.js';
import type { ClassSummary } from '../statistics/classSummary.js';
import type { Estimate } from '../statistics/estimate.js';
import { geometryOf, type Weighting } from './geometry.js';
import { type HeadInput, readHead } from './head.js';
import type { MetricContext, NetworkResult, TheoryInput } from './metric.js';
import { type ByMetric, type MetricId, type MetricValues, metricIds, metrics } from './registry.js';
import { transposedKernelNote } from './transposedKernel.js';

/** What {@link computeMetrics} computes metrics from. */
export interface MetricInput {
  /** Counts, means and scatter of the classes, as `summarizeFeatures` gives them */
  readonly statistics: ClassSummary;
  /** How classes of different size count; default `'class'` */
  readonly weighting?: Weighting;
  /** Weights of the classification head, where there is one: matrices, tensors (read, not disposed) or nested arrays. */
  readonly head?: HeadInput | Absent;
  /** The target code of each class; default one-hot. */
  readonly encoding?: ClassEncoding;
  /** Accuracy and loss on the measured samples, where they are known */
  readonly network?: NetworkResult;
  /** The prediction to compare with; or why there is none. */
  readonly theory?: TheoryInput | Absent;
  /** Mean feature (d) of samples of no class, m_ood; or why there is none */
  readonly oodMean?: VectorInput | Absent;
  /** The metrics to compute, each listed once; default all. Only what they need is computed. */
  readonly ids?: readonly MetricId[];
}

/** The value of every requested metric that could be computed, and the reason for every other. */
export interface MetricResult {
  /** The value of each metric that could be computed; its range is `metrics[id].range` */
  readonly metrics: MetricValues;
  /** Why each of the others has no value */
  readonly absent: ByMetric<string>;
  /** As given, or `'class'` */
  readonly weighting: Weighting;
  /** Rank of Σ_B that nc1.pinv was computed with, min(K − 1, d) where it is estimated; only where nc1.pinv is requested. */
  readonly rank?: number;
  /** How each estimated metric was estimated, and its largest relative error; only where one was */
  readonly approximate?: ByMetric<Omit<Estimate, 'value'>>;
  /** Warnings, such as that a square kernel looks transposed; only where there are any */
  readonly notes?: readonly string[];
}

/** The result of asking for all metrics. */
export interface CompleteMetricResult extends MetricResult {
  readonly rank: number;
}

/**
 * Computes the metrics of class statistics; K×K and K×d work on the host, float64.
 *
 * @throws ArgumentError if the head does not fit the features and the encoding, the head or `oodMean` is not finite, the
 *   weighting is unknown, or `ids` names a metric that does not exist, or one twice
 * @example
 * const statistics = await summarizeFeatures({ features, labels, classes: 3 });
 * const head = { kernel: layer.kernel.read(), bias: [0, 0, 0] };
 * const { metrics, absent } = computeMetrics({ statistics, head });
 * metrics['nc1.ratio']; // 0.04
 * absent['nc5.ood']; // 'no out-of-distribution samples are given'
 * @example
 * const { metrics } = computeMetrics({ statistics, ids: ['nc1.ratio', 'nc2.etf'] });
 */
export function computeMetrics(input: MetricInput): MetricResult {
  requireOptions('computeMetrics', 'input', '{ statistics, … }', input);
  const ids = input.ids === undefined ? metricIds : checkedIds(input.ids);
  const context = metricContext(input);
  return { ...metricsOf(context, ids), ...notesOn(context) };
}

/** Warnings about a head from a caller. The head of a layer needs none: its kernel is as tf.js stores it. */
export function notesOn(context: MetricContext): Pick<MetricResult, 'notes'> {
  const note = transposedKernelNote(context);
  return note === undefined ? {} : { notes: [note] };
}

/** All metrics of a context. A caller that keeps the context has the geometry that they were computed from. */
export function allMetricsOf(context: MetricContext): CompleteMetricResult {
  return { ...metricsOf(context, metricIds), rank: rankOf(context) };
}

/** Some metrics of a context. */
export function metricsOf(context: MetricContext, ids: readonly MetricId[]): MetricResult {
  const { approximate, ...result } = collect(context, ids);
  return {
    ...result,
    weighting: context.geometry.weighting,
    ...(ids.includes('nc1.pinv') && { rank: rankOf(context) }),
    ...(Object.keys(approximate).length > 0 && { approximate }),
  };
}

function rankOf({ geometry, statistics }: MetricContext): number {
  return geometry.spectrum?.rank ?? numericalRank(geometry.between.values, statistics.classes);
}

function collect(context: MetricContext, ids: readonly MetricId[]) {
  const values: Partial<Record<MetricId, number>> = {};
  const reasons: Partial<Record<MetricId, string>> = {};
  const approximate: Partial<Record<MetricId, Omit<Estimate, 'value'>>> = {};
  for (const id of ids) {
    const computed = metrics[id].compute(context);
    const estimate = typeof computed === 'object' && 'value' in computed ? computed : undefined;
    const value = estimate ? estimate.value : (computed as number | Absent);
    if (typeof value !== 'number') reasons[id] = value.absent;
    else if (!Number.isFinite(value)) reasons[id] = `not finite: ${value}`;
    else {
      values[id] = value;
      if (estimate) approximate[id] = { method: estimate.method, bound: estimate.bound };
    }
  }
  return { metrics: values, absent: reasons, approximate };
}

function checkedIds(ids: readonly MetricId[]): readonly MetricId[] {
  const where = 'computeMetrics';
  requireArgument(Array.isArray(ids), where, 'ids', 'a list of ids of metrics', ids);
  ids.forEach((id, i) => {
    requireArgument(metricIds.includes(id), where, `ids[${i}]`, 'the id of a metric', id);
    requireArgument(ids.indexOf(id) === i, where, `ids[${i}]`, 'an id that is not in the list yet', id);
  });
  return ids;
}

/** The checked input with its defaults and the geometry, which is computed as it is read. */
export function metricContext(input: Omit<MetricInput, 'ids'>): MetricContext {
  const where = 'computeMetrics';
  const { statistics } = input;
  requireOptions(where, 'statistics', 'what summarizeFeatures gives', statistics);
  const weighting = input.weighting === undefined ? 'class' : input.weighting;
  if (weighting !== 'class' && weighting !== 'sample') {
    throw argumentError(where, 'weighting', "'class' or 'sample'", weighting);
  }
  const encoding = input.encoding === undefined ? oneHotEncoding(statistics.classes) : input.encoding;
  requireOptions(where, 'encoding', 'an encoding', encoding);
  if (encoding.classes !== statistics.classes) {
    const requirement = `an encoding of ${statistics.classes} classes, as many as the statistics have`;
    throw argumentError(where, 'encoding', requirement, `one of ${encoding.classes}`);
  }
  const given = input.head === undefined ? absent('no head weights are given') : input.head;
  const head = isAbsent(given) ? given : readHead(given, statistics.featureDim, encoding.dim);
  const network = input.network === undefined ? {} : input.network;
  const theory = input.theory === undefined ? absent('no prediction is given') : input.theory;
  const ood =
    input.oodMean === undefined ? absent('no out-of-distribution samples are given') : input.oodMean;
  requireOptions(where, 'network', 'what the network reaches, { accuracy, loss }', network);
  requireOptions(where, 'theory', 'a prediction to compare with, or { absent }', theory);
  const oodMean = isAbsent(ood) ? ood : readMean(ood, statistics.featureDim);
  return {
    statistics,
    geometry: geometryOf(statistics, weighting),
    head,
    encoding,
    network,
    theory,
    oodMean,
  };
}

function readMean(given: VectorInput, featureDim: number): readonly number[] {
  const name = { where: 'computeMetrics', argument: 'oodMean', requirement: `${featureDim} finite numbers` };
  const mean = vectorOf(given, name);
  const fits = mean.length === featureDim && mean.every(Number.isFinite);
  requireArgument(fits, name.where, name.argument, name.requirement, given);
  return mean;
}

function isAbsent(value: object): value is Absent {
  return Object(value) === value && 'absent' in value;
}

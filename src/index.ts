/**
 * Metrics of features from anywhere, class encodings, and the theory of the collapsed last layer. Needs tfjs-core only.
 *
 * @module tfjs-neural-collapse
 */

export { type Absent, absent } from './base/absent.js';
export { ArgumentError, DataError } from './base/argumentError.js';
export * from './encodings/index.js';
/**
 * What results hold their matrices as: the class of [ml-matrix](https://www.npmjs.com/package/ml-matrix), here its type.
 * `rows`, `columns`, `get(i, j)` and `to2DArray()` read one; do not write into those of a result.
 */
export type { Matrix } from './linalg/dense.js';
export type { MatrixInput, ReadableTensor, VectorInput } from './linalg/numbersInput.js';
export {
  type FeatureMeasurement,
  type MeasureFeaturesOptions,
  measureFeatures,
} from './measureFeatures.js';
export {
  computeMetrics,
  type MetricInput,
  type MetricResult,
} from './metrics/computeMetrics.js';
export type { Weighting } from './metrics/geometry.js';
export type { Head, HeadInput } from './metrics/head.js';
export type {
  CentralPath,
  MetricDefinition,
  NetworkResult,
  PredictedOptimum,
  TheoryInput,
} from './metrics/metric.js';
export {
  type ByMetric,
  type Metric,
  type MetricId,
  type MetricValues,
  metricIds,
  metrics,
} from './metrics/registry.js';
export { verdictLines, verdictSentences } from './record/verdict/sentences.js';
export type {
  BetterThanPredicted,
  CollapseCondition,
  CollapseVerdict,
  GeometryName,
  GeometryVerdict,
  Limit,
  LimitKind,
  TheoryVerdict,
  UnknownCondition,
  Verdict,
} from './record/verdict/types.js';
export { ClassStatistics, type ClassStatisticsOptions } from './statistics/classStatistics.js';
export type { ClassSummary, SummaryLimits } from './statistics/classSummary.js';
export type { Estimate } from './statistics/estimate.js';
export { type SummarizeInput, summarizeFeatures } from './statistics/summarizeFeatures.js';
// Theory: the unconstrained-features model
export * from './theory/index.js';

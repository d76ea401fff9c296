export { argumentError } from './argumentError.js';
export * from './encodings/index.js';
export { Matrix, matrixFrom } from './linalg/dense.js';
export { computeMetrics, type MetricResult } from './metrics/computeMetrics.js';
export type { Weighting } from './metrics/geometry.js';
export type { Head } from './metrics/head.js';
export { type Absent, absent, type Metric, type MetricInput, type NetworkResult } from './metrics/metric.js';
export { type MetricId, metricIds, metrics } from './metrics/registry.js';
export { ClassStatistics, type ClassStatisticsOptions } from './statistics/classStatistics.js';
export type { ClassSummary } from './statistics/classSummary.js';
export { type SummarizeInput, summarizeFeatures } from './statistics/summarizeFeatures.js';
// Theory: the unconstrained-features model
export * from './theory/index.js';

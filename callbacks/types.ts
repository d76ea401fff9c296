/** The types of records, sinks and data: the same in Node and in browsers. */

export type {
  Change,
  DataInfo,
  InputSummary,
  LayerInfo,
  ModelInfo,
  Resumption,
  RunInfo,
  Stopped,
} from '../run/schema/runInfo.js';
export type { Sink } from '../run/sinks/sink.js';
export type {
  DepthMeasurement,
  MeasuredOn,
  MeasurementFailure,
  NeuralCollapseRecord,
  Norms,
  SampleOrder,
  SourceInfo,
  Timing,
  ValidationMeasurement,
} from '../src/record/record.js';
export type {
  ClassRow,
  CrossCosines,
  EarlierGeometry,
  GeometrySnapshot,
  GramPair,
  PairRow,
  Projection,
  RowNorms,
} from '../src/record/snapshot.js';
export type { TerminalPhase } from '../src/record/terminalPhase.js';
export type { Outlier } from '../src/statistics/farthestSamples.js';
export type { TheoryAssumptions, TheoryOverrides } from '../src/theory/assumptions.js';
export type { PredictionSummary, TheoryComparison } from '../src/theory/comparison.js';
export type { PredictedMetrics } from '../src/theory/predictedMetrics.js';
export type { CollapseCallback } from './collapseCallback.js';
export type { Batch, BatchDataset, MeasuredData, ModelInputs } from './data/measuredData.js';
export type { EpochLogs } from './epochLogs.js';
export type { CommonOptions, EvaluationOptions, TrainingOptions } from './options.js';

export { type NeuralCollapseRecord, RECORD_SCHEMA } from '../../src/record/record.js';
export type { GeometrySnapshot } from '../../src/record/snapshot.js';
export type { TerminalPhase } from '../../src/record/terminalPhase.js';
export type { EpochLogs } from '../collapseCallback.js';
export type { Batch, BatchDataset, Inputs, MeasuredData } from '../features/measuredData.js';
export type { RunInfo } from '../run/describeRun.js';
export type { Sink } from '../sinks/sink.js';
export { TerminalSink } from '../sinks/terminalSink.js';
export { type BrowserOptions, NeuralCollapse, neuralCollapse } from './neuralCollapse.js';

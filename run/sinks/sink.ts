import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';

/**
 * Where records go: a file, the terminal, a page. A sink that throws is reported and never stops the training. If its
 * promise does not settle, the training waits as long as the option `sinkTimeout` says, and the sink gets later calls when
 * it is ready.
 */
export interface Sink {
  /** Shown when the sink fails. */
  readonly name: string;
  /** Called before the first record. `earlier` are the records of the run that is resumed, oldest first. */
  open?(run: RunInfo, earlier: readonly NeuralCollapseRecord[]): void | Promise<void>;
  /** Takes one measured epoch. The record must be safe when this returns or resolves. The snapshot is for pictures. */
  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void | Promise<void>;
  /** Takes an epoch that could not be measured. */
  fail?(failure: MeasurementFailure): void | Promise<void>;
  /** Called after the last record, also when the training failed. */
  close?(): void | Promise<void>;
}

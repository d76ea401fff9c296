import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';

/**
 * Where records go: a file, the terminal, a page. A sink that throws is reported and never stops the training; one whose
 * promise does not settle is waited for as long as the option `sinkTimeout` says, and then gets its calls later.
 */
export interface Sink {
  /** Shown when the sink fails. */
  readonly name: string;
  /** Before the first record. `earlier` are those of the run that is resumed, oldest first. */
  open?(run: RunInfo, earlier: readonly NeuralCollapseRecord[]): void | Promise<void>;
  /** One measured epoch; the record must be safe when this returns or resolves. The snapshot is what pictures need. */
  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void | Promise<void>;
  /** An epoch that could not be measured. */
  fail?(failure: MeasurementFailure): void | Promise<void>;
  /** After the last record, also when the training failed. */
  close?(): void | Promise<void>;
}

import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';

/** Where records go: a file, the terminal, a page. A sink that throws is reported and never stops the training. */
export interface Sink {
  /** Shown when the sink fails. */
  readonly name: string;
  /** Before the first record. */
  open?(run: RunInfo): void | Promise<void>;
  /** One measured epoch; the record must be safe when this returns or resolves. The snapshot is what pictures need. */
  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void | Promise<void>;
  /** After the last record, also when the training failed. */
  close?(): void | Promise<void>;
}

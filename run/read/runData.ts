import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Unmeasured } from './failureTally.js';

/**
 * Who writes to a run folder, according to its lock: nobody, a running process, nobody any more because the process
 * ended without releasing the lock, or a process of another machine, about which nothing is known.
 */
export type Writer = 'nobody' | 'alive' | 'ended' | 'elsewhere';

/** What a run folder holds. */
export interface RunData {
  /** Its path, as it was given */
  readonly folder: string;
  /** Name of the run */
  readonly name: string;
  /** The content of run.json */
  readonly info: RunInfo;
  /** All measured epochs, in the order in which they were written */
  readonly records: readonly NeuralCollapseRecord[];
  /** The geometry of the latest measured epoch; absent in runs that wrote none */
  readonly snapshot?: GeometrySnapshot;
  /** When the last record was written, ISO 8601; absent before the first one */
  readonly updated?: string;
  /** The epochs since the latest record that could not be measured; absent where there are none */
  readonly unmeasured?: Unmeasured;
  /** Who is writing to it */
  readonly writer: Writer;
  /** What could not be read or measured, in sentences */
  readonly problems: readonly string[];
}

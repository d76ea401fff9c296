import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Unmeasured } from './failureTally.js';

/**
 * Who writes to a run folder, as its lock tells: nobody, a process that lives, nobody any more since the process has
 * ended without giving the lock back, or a process of another machine, of which nothing is known.
 */
export type Writer = 'nobody' | 'alive' | 'ended' | 'elsewhere';

/** A run as it lies in its folder. */
export interface RunData {
  readonly folder: string;
  readonly name: string;
  readonly info: RunInfo;
  /** In the order in which they were written */
  readonly records: readonly NeuralCollapseRecord[];
  /** Of the latest measured epoch; absent in runs that wrote none */
  readonly snapshot?: GeometrySnapshot;
  /** When the last record was written, ISO 8601; absent before the first one */
  readonly updated?: string;
  /** The epochs since the latest record; absent where that is of the latest epoch */
  readonly unmeasured?: Unmeasured;
  /** Whether somebody is writing to it */
  readonly writer: Writer;
  /** What of the files could not be read, in words */
  readonly problems: readonly string[];
}

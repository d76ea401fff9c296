import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
  RECORD_SCHEMA,
} from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { TerminalPhaseTracker } from '../../src/record/terminalPhase.js';
import { type OpenedRun, RunLog, type RunOptions } from './runLog.js';

/** The part of a record that the epoch itself determines. */
export type EpochPart = Omit<NeuralCollapseRecord, 'schema' | 'run' | 'terminalPhase'>;

/** What has been measured in a run: the latest records in memory, all of them in its log. */
export class RunRecords {
  /** Oldest first, `keepRecords` of them at most */
  readonly latest: NeuralCollapseRecord[] = [];
  readonly #phase = new TerminalPhaseTracker();
  #log: RunLog | undefined;

  constructor(private readonly options: RunOptions) {}

  /** The run folder; undefined before `open` and where none is written. */
  get folder(): string | undefined {
    return this.#log?.folder;
  }

  /** Opens the run, and takes the records of the one that is resumed. Does nothing if it is open already. */
  async open(openRun: () => OpenedRun): Promise<void> {
    if (this.#log !== undefined) return;
    const run = openRun();
    this.#log = await RunLog.open(run, this.options);
    for (const record of run.earlier) {
      this.#phase.add(record);
      this.#keep(record);
    }
  }

  /** @throws if the run is not open: a mistake in this package */
  add(part: EpochPart): NeuralCollapseRecord {
    const terminalPhase = this.#phase.add(part);
    const { timing, logs, ...measurement } = part;
    const record = {
      schema: RECORD_SCHEMA,
      run: this.#log!.run,
      ...measurement,
      terminalPhase,
      timing,
      logs,
    } as const;
    this.#keep(record);
    return record;
  }

  /** Resolves when the sinks have it, or are not waited for any more. */
  async write(
    record: NeuralCollapseRecord,
    snapshot: Omit<GeometrySnapshot, 'run' | 'epoch'>,
  ): Promise<void> {
    const { run, epoch } = record;
    await this.#log!.write(record, { ...snapshot, run, epoch });
  }

  /** An epoch that could not be measured; there may be no log yet to say so. */
  async fail(failure: Omit<MeasurementFailure, 'schema' | 'run'>): Promise<void> {
    await this.#log?.fail({ schema: FAILURE_SCHEMA, run: this.#log.run, ...failure });
  }

  /** `fit` is at work; lets the event loop go round from time to time. */
  async inFit(): Promise<void> {
    await this.#log?.inFit();
  }

  /** Files are closed; a later `write` opens them again. */
  async close(): Promise<void> {
    await this.#log?.close();
  }

  #keep(record: NeuralCollapseRecord): void {
    this.latest.push(record);
    if (this.latest.length > this.options.keepRecords) this.latest.shift();
  }
}

import type { Logger } from 'pino';
import { GeometryTimeline } from '../../src/record/geometryTimeline.js';
import {
  FAILURE_SCHEMA,
  type MeasurementFailure,
  type NeuralCollapseRecord,
  RECORD_SCHEMA,
} from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import { TerminalPhaseTracker } from '../../src/record/terminalPhase.js';
import { VerdictTracker } from '../../src/record/verdict/verdict.js';
import type { RunInfo } from '../schema/runInfo.js';
import { loggerSink } from '../sinks/loggerSink.js';
import type { Sink } from '../sinks/sink.js';
import { SinkGroup } from '../sinks/sinkGroup.js';
import { TerminalSink } from '../sinks/terminalSink.js';

/** The options of a callback that concern its records. */
export interface RunOptions {
  readonly logger?: Logger;
  readonly verbose: 0 | 1;
  readonly onRecord?: Sink['write'];
  readonly sinks: readonly Sink[];
  /** Milliseconds */
  readonly sinkTimeout: number;
  /** How many of the latest records stay in memory */
  readonly keepRecords: number;
}

/** A run that is ready for records. */
export interface OpenedRun {
  readonly info: RunInfo;
  /** Its folder; undefined where none is written */
  readonly folder: string | undefined;
  /** Records of the run that is resumed, oldest first */
  readonly earlier: readonly NeuralCollapseRecord[];
  /** Its latest snapshot */
  readonly snapshot?: GeometrySnapshot;
  /** The sinks of the folder */
  readonly sinks: readonly Sink[];
  /** What is done when the process ends before the run; absent where nothing can be */
  readonly ending?: Ending;
}

/** Ends a run in order if the process ends before the run does. */
export interface Ending {
  /** The run is being written. In `fit`, signals are caught as well. */
  expect(how: { readonly inFit: boolean }): void;
  /** The run has ended. */
  forget(): void;
  /** Gives other work of the event loop its turn, from time to time. */
  breathe(): Promise<void>;
}

/** The part of a record that the epoch itself determines. */
export type EpochPart = Omit<NeuralCollapseRecord, 'schema' | 'run' | 'terminalPhase' | 'verdict'>;

/** What has been measured in a run: the latest records are kept in memory, all of them go to the sinks. */
export class RunRecords {
  /** Oldest first, `keepRecords` of them at most */
  readonly latest: NeuralCollapseRecord[] = [];
  readonly #phase = new TerminalPhaseTracker();
  readonly #verdicts = new VerdictTracker();
  readonly #timeline = new GeometryTimeline();
  #run: OpenedRun | undefined;
  #sinks: SinkGroup | undefined;

  constructor(private readonly options: RunOptions) {}

  /** The run folder; undefined before `open` and where none is written. */
  get folder(): string | undefined {
    return this.#run?.folder;
  }

  /**
   * Opens the run and its sinks: those of the folder, and then those of the options. Takes the records of a run that is
   * resumed. Does nothing if the run is open already.
   */
  async open(openRun: () => OpenedRun): Promise<void> {
    if (this.#run !== undefined) return;
    const run = openRun();
    const { info, earlier, snapshot, ending } = run;
    const sinks = new SinkGroup([...run.sinks, ...optionSinks(this.options)], {
      timeout: this.options.sinkTimeout,
    });
    ending?.expect({ inFit: false });
    await sinks.open(info, earlier);
    [this.#run, this.#sinks] = [run, sinks];
    for (const record of earlier) {
      this.#phase.add(record);
      this.#verdicts.follow(record);
      this.#keep(record);
    }
    if (snapshot) this.#timeline.resume(snapshot, (earlier.at(-1)?.epoch ?? -1) + 1);
  }

  /** @throws if the run is not open: a mistake in this package */
  add(part: EpochPart): NeuralCollapseRecord {
    const terminalPhase = this.#phase.add(part);
    const { timing, logs, ...measurement } = part;
    const record = {
      schema: RECORD_SCHEMA,
      run: this.#run!.info.run,
      ...measurement,
      terminalPhase,
      verdict: this.#verdicts.add(part),
      timing,
      logs,
    } as const;
    this.#keep(record);
    return record;
  }

  /** Resolves when the sinks have the record, or are not waited for any more. */
  async write(
    record: NeuralCollapseRecord,
    geometry: Omit<GeometrySnapshot, 'run' | 'epoch' | 'earlier'>,
  ): Promise<void> {
    const { run, epoch } = record;
    const snapshot = { ...geometry, run, epoch };
    const earlier = this.#timeline.add(snapshot);
    this.#run!.ending?.expect({ inFit: false });
    await this.#sinks!.write(record, { ...snapshot, earlier });
  }

  /** Reports an epoch that could not be measured. Before the run is open there is no sink for it. */
  async fail(failure: Omit<MeasurementFailure, 'schema' | 'run'>): Promise<void> {
    if (!this.#run) return;
    await this.#sinks!.fail({ schema: FAILURE_SCHEMA, run: this.#run.info.run, ...failure });
  }

  /** `fit` is at work: from now on an interruption is noticed. */
  async inFit(): Promise<void> {
    const ending = this.#run?.ending;
    ending?.expect({ inFit: true });
    await ending?.breathe();
  }

  /** Closes the files; a later `write` opens them again. */
  async close(): Promise<void> {
    await this.#sinks?.close();
    this.#run?.ending?.forget();
  }

  #keep(record: NeuralCollapseRecord): void {
    this.latest.push(record);
    if (this.latest.length > this.options.keepRecords) this.latest.shift();
  }
}

function optionSinks({ logger, verbose, onRecord, sinks }: RunOptions): Sink[] {
  return [
    ...(logger ? [loggerSink(logger)] : []),
    ...(verbose === 1 ? [new TerminalSink()] : []),
    ...(onRecord ? [{ name: 'onRecord', write: onRecord }] : []),
    ...sinks,
  ];
}

import type { Logger } from 'pino';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
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
  /** The sinks of the folder */
  readonly sinks: readonly Sink[];
  /** What is done when the process ends before the run; absent where nothing can be */
  readonly ending?: Ending;
}

/** Ends a run in order, should the process end before it. */
export interface Ending {
  /** The run is being written; in `fit`, signals are caught as well. */
  expect(how: { readonly inFit: boolean }): void;
  /** It has ended. */
  forget(): void;
  /** Lets what waits for the thread have its turn, from time to time. */
  breathe(): Promise<void>;
}

/** The records of one run on their way to the sinks. */
export class RunLog {
  private constructor(
    /** Name of the run: the option, or with a number added where that folder existed. */
    readonly run: string,
    readonly folder: string | undefined,
    private readonly sinks: SinkGroup,
    private readonly ending: Ending | undefined,
  ) {}

  /** Opens the sinks of the folder, and then those of the options. */
  static async open(run: OpenedRun, options: RunOptions): Promise<RunLog> {
    const { info, folder, earlier, sinks, ending } = run;
    const group = new SinkGroup([...sinks, ...optionSinks(options)], { timeout: options.sinkTimeout });
    ending?.expect({ inFit: false });
    await group.open(info, earlier);
    return new RunLog(info.run, folder, group, ending);
  }

  write(record: NeuralCollapseRecord, snapshot: GeometrySnapshot): Promise<void> {
    this.ending?.expect({ inFit: false });
    return this.sinks.write(record, snapshot);
  }

  fail(failure: MeasurementFailure): Promise<void> {
    return this.sinks.fail(failure);
  }

  /** `fit` is at work: what interrupts it is noticed. */
  inFit(): Promise<void> {
    this.ending?.expect({ inFit: true });
    return this.ending?.breathe() ?? Promise.resolve();
  }

  /** Files are closed; a later write opens them again. */
  async close(): Promise<void> {
    await this.sinks.close();
    this.ending?.forget();
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

import type { MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { Hook } from '../features/hook.js';
import type { PreparedFacts } from '../features/prepareData.js';
import type { ResolvedOptions } from '../options.js';
import type { Sink } from '../sinks/sink.js';
import { SinkGroup } from '../sinks/sinkGroup.js';
import type { RunInfo } from './describeRun.js';

/** What is known when a run begins. */
export interface RunStart {
  readonly hook: Hook;
  /** Of the measured data, as far as it is known before the first epoch */
  readonly facts: PreparedFacts;
  /** The first epoch that this callback sees */
  readonly firstEpoch: number;
}

/** Where the records of a run go, and on what it runs: the one thing that differs between Node and a browser. */
export interface RunPlace {
  readonly info: RunInfo;
  /** Its folder; undefined where none is written */
  readonly folder: string | undefined;
  /** Records of the run that is resumed, oldest first */
  readonly earlier: readonly NeuralCollapseRecord[];
  readonly sinks: readonly Sink[];
}

/** Finds or makes the place. */
export type ChoosePlace = (options: ResolvedOptions, start: RunStart) => RunPlace;

/** The records of one run on their way to the sinks. */
export class RunLog {
  private constructor(
    /** Name of the run: the option, or with a number added where that folder existed. */
    readonly run: string,
    readonly folder: string | undefined,
    private readonly sinks: SinkGroup,
  ) {}

  /** Opens the sinks; gives the log, and the records of the run that is resumed, oldest first. */
  static async open(
    choose: ChoosePlace,
    options: ResolvedOptions,
    start: RunStart,
  ): Promise<{ log: RunLog; earlier: readonly NeuralCollapseRecord[] }> {
    const { info, folder, earlier, sinks } = choose(options, start);
    const group = new SinkGroup(sinks, { timeout: options.sinkTimeout });
    await group.open(info, earlier);
    return { log: new RunLog(info.run, folder, group), earlier };
  }

  write(record: NeuralCollapseRecord, snapshot: GeometrySnapshot): Promise<void> {
    return this.sinks.write(record, snapshot);
  }

  fail(failure: MeasurementFailure): Promise<void> {
    return this.sinks.fail(failure);
  }

  /** Files are closed; a later write opens them again. */
  close(): Promise<void> {
    return this.sinks.close();
  }
}

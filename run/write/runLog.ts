import type { PreparedFacts } from '../../callbacks/data/prepareData.js';
import type { MeasuredLayers } from '../../callbacks/network/measuredLayers.js';
import type { ResolvedOptions } from '../../callbacks/options.js';
import type { RunInfo } from '../../callbacks/run/describeRun.js';
import type { MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { Sink } from '../sinks/sink.js';
import { SinkGroup } from '../sinks/sinkGroup.js';

/** What is known when a run begins. */
export interface RunStart {
  readonly hook: MeasuredLayers;
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
  /** What is done where the process ends before the run; absent where nothing can be */
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

/** Finds or makes the place. */
export type ChoosePlace = (options: ResolvedOptions, start: RunStart) => RunPlace;

/** The records of one run on their way to the sinks. */
export class RunLog {
  private constructor(
    /** Name of the run: the option, or with a number added where that folder existed. */
    readonly run: string,
    readonly folder: string | undefined,
    private readonly sinks: SinkGroup,
    private readonly ending: Ending | undefined,
  ) {}

  /** Opens the sinks; gives the log, and the records of the run that is resumed, oldest first. */
  static async open(
    choose: ChoosePlace,
    options: ResolvedOptions,
    start: RunStart,
  ): Promise<{ log: RunLog; earlier: readonly NeuralCollapseRecord[] }> {
    const { info, folder, earlier, sinks, ending } = choose(options, start);
    const group = new SinkGroup(sinks, { timeout: options.sinkTimeout });
    ending?.expect({ inFit: false });
    await group.open(info, earlier);
    return { log: new RunLog(info.run, folder, group, ending), earlier };
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

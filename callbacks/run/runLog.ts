import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { Hook } from '../features/hook.js';
import type { ResolvedOptions } from '../options.js';
import type { Sink } from '../sinks/sink.js';
import { SinkGroup } from '../sinks/sinkGroup.js';
import { describeRun, type HostInfo } from './describeRun.js';

/** Where the records of a run go, and on what it runs: the one thing that differs between Node and a browser. */
export interface RunPlace {
  /** Name of the run: the option, or with a number added where that folder existed */
  readonly run: string;
  /** Its folder; undefined where none is written */
  readonly folder: string | undefined;
  readonly sinks: readonly Sink[];
  readonly host: HostInfo;
}

/** The records of one run on their way to the sinks. */
export class RunLog {
  private constructor(
    readonly run: string,
    readonly folder: string | undefined,
    private readonly sinks: SinkGroup,
  ) {}

  static async open(
    { run, folder, sinks, host }: RunPlace,
    hook: Hook,
    options: ResolvedOptions,
  ): Promise<RunLog> {
    const group = new SinkGroup(sinks);
    await group.open(describeRun(run, hook, options, host));
    return new RunLog(run, folder, group);
  }

  write(record: NeuralCollapseRecord, snapshot: GeometrySnapshot): Promise<void> {
    return this.sinks.write(record, snapshot);
  }

  /** Files are closed; a later write opens them again. */
  close(): Promise<void> {
    return this.sinks.close();
  }
}

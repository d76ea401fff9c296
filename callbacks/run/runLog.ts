import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { Hook } from '../features/hook.js';
import type { ResolvedOptions } from '../options.js';
import { LiveSink } from '../sinks/liveSink.js';
import { loggerSink } from '../sinks/loggerSink.js';
import { RunFolderSink } from '../sinks/runFolderSink.js';
import type { Sink } from '../sinks/sink.js';
import { SinkGroup } from '../sinks/sinkGroup.js';
import { TensorBoardSink } from '../sinks/tensorBoardSink.js';
import { TerminalSink } from '../sinks/terminalSink.js';
import { describeRun } from './describeRun.js';
import { createRunFolder } from './runFolder.js';

/** Where the records of one run go. */
export class RunLog {
  private constructor(
    /** Name of the run: the option, or with a number added where that folder existed */
    readonly run: string,
    /** Its folder; undefined where none is written */
    readonly folder: string | undefined,
    private readonly sinks: SinkGroup,
  ) {}

  /** Makes the run folder and opens the sinks. A folder that cannot be made is reported; the training goes on. */
  static async open(hook: Hook, options: ResolvedOptions): Promise<RunLog> {
    const folder = runFolderOf(options);
    const run = folder?.name ?? options.name;
    const sinks = new SinkGroup(sinksOf(options, folder?.path));
    await sinks.open(describeRun(run, hook, options));
    return new RunLog(run, folder?.path, sinks);
  }

  write(record: NeuralCollapseRecord, snapshot: GeometrySnapshot): Promise<void> {
    return this.sinks.write(record, snapshot);
  }

  /** Files are closed; a later write opens them again. */
  close(): Promise<void> {
    return this.sinks.close();
  }
}

function runFolderOf({ logdir, logger, name }: ResolvedOptions): { name: string; path: string } | undefined {
  if (logdir === null || logger) return undefined;
  try {
    return createRunFolder(logdir, name);
  } catch (error) {
    const reason = (error as Error).message;
    console.warn(`NeuralCollapse: the run folder cannot be made, records stay in memory: ${reason}`);
    return undefined;
  }
}

function sinksOf(options: ResolvedOptions, folder?: string): Sink[] {
  const { logger, verbose, onRecord, sinks } = options;
  return [
    ...(folder === undefined ? [] : folderSinks(options, folder)),
    ...(logger ? [loggerSink(logger)] : []),
    ...(verbose === 1 ? [new TerminalSink()] : []),
    ...(onRecord ? [{ name: 'onRecord', write: onRecord }] : []),
    ...sinks,
  ];
}

/** The records first: the others read them, or can be made from them again. */
function folderSinks({ tensorBoard, live }: ResolvedOptions, folder: string): Sink[] {
  return [
    new RunFolderSink(folder),
    ...(tensorBoard ? [new TensorBoardSink(folder)] : []),
    ...(live === false ? [] : [new LiveSink(folder, live === true ? {} : live)]),
  ];
}

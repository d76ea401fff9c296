import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiveSink } from '../../report/live/liveSink.js';
import { ReportSink } from '../../report/reportSink.js';
import { RunFolderSink } from '../../run/sinks/runFolderSink.js';
import type { Sink } from '../../run/sinks/sink.js';
import { TensorBoardSink } from '../../run/tensorboard/tensorBoardSink.js';
import { type EndCause, ProcessEnding } from '../../run/write/processEnding.js';
import { resumeRun } from '../../run/write/resumeRun.js';
import { createRunFolder, type RunFolder } from '../../run/write/runFolder.js';
import { RunLock } from '../../run/write/runLock.js';
import type { RunPlace, RunStart } from '../../run/write/runLog.js';
import { warn } from '../../src/base/warn.js';
import type { MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { ResolvedOptions } from '../options.js';
import { commonSinks } from './commonSinks.js';
import { describeRun, type RunInfo } from './describeRun.js';
import { nodeHost } from './nodeHost.js';

/** A run folder, and what is in it. */
interface OpenedFolder {
  readonly folder: string;
  readonly lock: RunLock;
  readonly info: RunInfo;
  readonly earlier: readonly NeuralCollapseRecord[];
  readonly failures: readonly MeasurementFailure[];
}

/**
 * Makes the run folder, or finds the one to resume. One that cannot be made is reported; the training goes on.
 *
 * @throws with the option `resume`: if another process writes to it, or it holds another experiment
 */
export function nodePlace(options: ResolvedOptions, start: RunStart): RunPlace {
  const describe = (run: string) => describeRun(run, start, options, nodeHost());
  const opened = openFolder(options, start, describe);
  const { info = describe(options.name), folder, earlier = [] } = opened ?? {};
  const own = opened === undefined ? undefined : folderSinks(options, opened);
  const sinks = [...(own?.sinks ?? []), ...commonSinks(options)];
  return { info, folder, earlier, sinks, ...(own && { ending: new ProcessEnding(own.end) }) };
}

function openFolder(
  options: ResolvedOptions,
  start: RunStart,
  describe: (run: string) => RunInfo,
): OpenedFolder | undefined {
  const { logdir, logger, name, resume } = options;
  if (logdir === null || logger) return undefined;
  if (resume) return resumeRun(logdir, describe(name), options, start);
  const made = tryToMake(logdir, name);
  if (made === undefined) return undefined;
  const lock = new RunLock(made.path);
  return { folder: made.path, lock, info: describe(made.name), earlier: [], failures: [] };
}

/** Where the folder cannot be made, the one for temporary files takes the run: better than nowhere. */
function tryToMake(logdir: string, name: string): RunFolder | undefined {
  try {
    return createRunFolder(logdir, name);
  } catch (error) {
    const { message } = error as Error;
    const instead = tryToMakeTemporary(name);
    const where = instead === undefined ? 'records stay in memory' : `records go to ${instead.path}`;
    warn(`the run folder cannot be made, ${where}: ${message}`);
    return instead;
  }
}

function tryToMakeTemporary(name: string): RunFolder | undefined {
  try {
    return createRunFolder(mkdtempSync(join(tmpdir(), 'tfjs-nc-')), name);
  } catch {
    return undefined;
  }
}

/** The sinks of a run folder, and what ends them at once. */
interface FolderSinks {
  readonly sinks: readonly Sink[];
  readonly end: (by: EndCause) => void;
}

/** The records first: the others read them, or can be made from them again. */
function folderSinks({ tensorBoard, report, live }: ResolvedOptions, opened: OpenedFolder): FolderSinks {
  const { folder, lock, failures } = opened;
  const runFolder = new RunFolderSink(folder, lock);
  const isOthers = () => runFolder.isOthers;
  const events = tensorBoard ? new TensorBoardSink(folder) : undefined;
  const page = report ? new ReportSink(folder, { failures, isOthers }) : undefined;
  const sinks = [
    runFolder,
    ...(events ? [unless(isOthers, events)] : []),
    ...(page ? [page] : []),
    ...(live === false ? [] : [new LiveSink(folder, live === true ? {} : live)]),
  ];
  const end = (by: EndCause) => {
    const stopped = by === undefined ? undefined : { time: new Date().toISOString(), by };
    attempt(() => (stopped ? runFolder.stop(stopped) : runFolder.close()));
    attempt(() => isOthers() || events?.close());
    attempt(() => page?.close(stopped));
  };
  return { sinks, end };
}

/** The process ends: there is nothing else to be done about an error than to say it. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    warn(`not everything was written when the process ended: ${(error as Error).message}`);
  }
}

/** A sink that writes nothing while the folder is somebody else's. */
function unless(isOthers: () => boolean, sink: Sink): Sink {
  return {
    name: sink.name,
    open: (run, earlier) => sink.open?.(run, isOthers() ? [] : earlier),
    write: (record, snapshot) => {
      if (isOthers()) throw new Error('the folder is that of another run');
      return sink.write(record, snapshot);
    },
    close: () => sink.close?.(),
  };
}

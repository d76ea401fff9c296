import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { ResolvedOptions } from '../options.js';
import { LiveSink } from '../sinks/liveSink.js';
import { ReportSink } from '../sinks/reportSink.js';
import { RunFolderSink } from '../sinks/runFolderSink.js';
import type { Sink } from '../sinks/sink.js';
import { TensorBoardSink } from '../sinks/tensorBoardSink.js';
import { warn } from '../warn.js';
import { commonSinks } from './commonSinks.js';
import { describeRun, type RunInfo } from './describeRun.js';
import { nodeHost } from './nodeHost.js';
import { resumeRun } from './resumeRun.js';
import { createRunFolder, type RunFolder } from './runFolder.js';
import { RunLock } from './runLock.js';
import type { RunPlace, RunStart } from './runLog.js';

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
  const sinks = [...(opened === undefined ? [] : folderSinks(options, opened)), ...commonSinks(options)];
  return { info, folder, earlier, sinks };
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

/** The records first: the others read them, or can be made from them again. */
function folderSinks({ tensorBoard, report, live }: ResolvedOptions, opened: OpenedFolder): Sink[] {
  const { folder, lock, failures } = opened;
  const runFolder = new RunFolderSink(folder, lock);
  const isOthers = () => runFolder.isOthers;
  return [
    runFolder,
    ...(tensorBoard ? [unless(isOthers, new TensorBoardSink(folder))] : []),
    ...(report ? [new ReportSink(folder, { failures, isOthers })] : []),
    ...(live === false ? [] : [new LiveSink(folder, live === true ? {} : live)]),
  ];
}

/** A sink that writes nothing while the folder is somebody else's. */
function unless(isOthers: () => boolean, sink: Sink): Sink {
  return {
    name: sink.name,
    open: (run, earlier) => sink.open?.(run, earlier),
    write: (record, snapshot) => {
      if (isOthers()) throw new Error('the folder is that of another run');
      return sink.write(record, snapshot);
    },
    close: () => sink.close?.(),
  };
}

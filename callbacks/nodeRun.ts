import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { arch, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { LiveSink } from '../report/live/liveSink.js';
import { ReportSink } from '../report/reportSink.js';
import { readSnapshot } from '../run/read/readRun.js';
import type { HostInfo, RunInfo } from '../run/schema/runInfo.js';
import { RunFolderSink } from '../run/sinks/runFolderSink.js';
import type { Sink } from '../run/sinks/sink.js';
import { TensorBoardSink } from '../run/tensorboard/tensorBoardSink.js';
import { type EndCause, ProcessEnding } from '../run/write/processEnding.js';
import { type ResumedRun, resumeRun } from '../run/write/resumeRun.js';
import { createRunFolder, type RunFolder } from '../run/write/runFolder.js';
import { RunLock } from '../run/write/runLock.js';
import type { OpenedRun } from '../run/write/runRecords.js';
import { warn } from '../src/base/console.js';
import { describeRun, expectedRecords, type RunStart } from './describeRun.js';
import type { ResolvedOptions } from './options.js';

/** The sinks of a run folder, and what ends them at once. */
interface NodeSinks {
  readonly sinks: readonly Sink[];
  readonly end: (by: EndCause) => void;
}

/** The records come first, because the other sinks read them or can be rebuilt from them. */
export function nodeSinks(
  { tensorBoard, report, live }: ResolvedOptions,
  { folder, lock, failures }: Pick<ResumedRun, 'folder' | 'lock' | 'failures'>,
): NodeSinks {
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

/** The process ends: nothing can be done about an error but to report it. */
function attempt(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    warn(`not everything was written when the process ended: ${(error as Error).message}`);
  }
}

/** A sink that writes nothing while the folder belongs to another run. */
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

/**
 * Makes the run folder, or finds the one to resume. If it cannot be made, that is reported and the training continues.
 *
 * @throws with the option `resume`: if another process writes to it, or it holds another experiment
 */
export function openNodeRun(options: ResolvedOptions, start: RunStart): OpenedRun {
  const describe = (run: string) => describeRun(run, start, options, nodeHost());
  const opened = openFolder(options, start, describe);
  if (opened === undefined) {
    return { info: describe(options.name), folder: undefined, earlier: [], sinks: [] };
  }
  const { info, folder, earlier } = opened;
  const { sinks, end } = nodeSinks(options, opened);
  const snapshot = earlier.length > 0 ? readSnapshot(folder) : undefined;
  return {
    ...{ info, folder, earlier, sinks, ending: new ProcessEnding(end) },
    ...(typeof snapshot === 'object' && { snapshot }),
  };
}

function openFolder(
  options: ResolvedOptions,
  start: RunStart,
  describe: (run: string) => RunInfo,
): ResumedRun | undefined {
  const { logdir, logger, name, resume } = options;
  if (logdir === null || logger) return undefined;
  if (resume) {
    const { firstEpoch } = start;
    const expected = expectedRecords(start, options);
    return resumeRun(logdir, { info: describe(name), firstEpoch, expected });
  }
  const made = tryToMake(logdir, name);
  if (made === undefined) return undefined;
  const lock = new RunLock(made.path);
  return { folder: made.path, lock, info: describe(made.name), earlier: [], failures: [] };
}

/** If the folder cannot be made, the run goes to a folder for temporary files: better than nowhere. */
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

/** Processor, versions and commit, as Node sees them. */
function nodeHost(): HostInfo {
  const native = (tf.backend() as { binding?: { TF_Version?: string } }).binding?.TF_Version;
  return {
    device: `${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, ${platform()} ${arch()}`,
    versions: { node: process.versions.node, ...(native && { tensorflow: native }) },
    ...gitCommit(),
  };
}

function gitCommit(): Pick<HostInfo, 'git'> {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2000,
    }).trim();
  try {
    return { git: { commit: git('rev-parse', 'HEAD'), modified: git('status', '--porcelain') !== '' } };
  } catch {
    return {};
  }
}

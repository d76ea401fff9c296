import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { warn } from '../../src/base/console.js';
import { NotAFileError, readTextFile } from '../../src/files/regularFile.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import { readInfo } from '../read/readRun.js';
import { readLines, supersede } from '../read/wholeLines.js';
import type { Change, RunInfo } from '../schema/runInfo.js';
import { type BeginningRun, type Comparison, compareRuns } from './compareRuns.js';
import { RunLock } from './runLock.js';

/** A run folder to go on in. */
export interface ResumedRun {
  readonly folder: string;
  readonly lock: RunLock;
  readonly info: RunInfo;
  readonly earlier: readonly NeuralCollapseRecord[];
  /** Epochs before that could not be measured */
  readonly failures: readonly MeasurementFailure[];
}

/**
 * Opens `<logdir>/<run>` to go on in it: locks it, compares it with the run that is about to begin, and takes the records
 * of epochs that will be trained again out of metrics.jsonl. A folder without records, or none at all, begins a new run.
 *
 * @param now the run that is about to begin
 * @throws if another process writes to it, it is no run folder, or it holds another experiment
 */
export function resumeRun(logdir: string, now: BeginningRun): ResumedRun {
  const folder = join(logdir, now.info.run);
  const lock = new RunLock(folder);
  try {
    mkdirSync(folder, { recursive: true });
    lock.acquire();
    return { folder, lock, ...orRelease(lock, () => goOn(folder, now)) };
  } catch (error) {
    throw named(folder, error as NodeJS.ErrnoException);
  }
}

function orRelease<T>(lock: RunLock, act: () => T): T {
  try {
    return act();
  } catch (error) {
    lock.release();
    throw error;
  }
}

function goOn(folder: string, now: BeginningRun): Pick<ResumedRun, 'info' | 'earlier' | 'failures'> {
  const { firstEpoch } = now;
  const lines = readLines(folder);
  const last = lines.records.at(-1);
  const before = last && infoOf(folder);
  const comparison = last && compareRuns({ before, last }, now);
  if (comparison) requireSame(folder, comparison);
  // Also where there are no records: epochs that could not be measured may be by now.
  const { records: earlier, failures } = supersede(folder, lines, firstEpoch);
  if (comparison === undefined) return { info: now.info, earlier, failures };
  const { changed } = comparison;
  say(folder, { moved: lines.records.length - earlier.length, changed, firstEpoch });
  return { info: resumed(before, now.info, firstEpoch, changed), earlier, failures };
}

/** Errors of the file system name no run, and not all of them a file. */
function named(folder: string, error: NodeJS.ErrnoException): Error {
  if (error.syscall === undefined && !(error instanceof NotAFileError)) return error;
  const message = `NeuralCollapse: the run ${folder} cannot be resumed: ${error.message}`;
  return new Error(message, { cause: error });
}

/** Undefined where there is none, or what a power loss has left of one: the records describe themselves. */
function infoOf(folder: string): RunInfo | undefined {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  try {
    JSON.parse(readTextFile(file));
  } catch (error) {
    if (error instanceof NotAFileError) throw error;
    return undefined;
  }
  return readInfo(folder);
}

function requireSame(folder: string, { different }: Comparison): void {
  if (different.length === 0) return;
  throw new Error(
    `NeuralCollapse: the run ${folder} cannot be resumed, its records are those of another experiment: ` +
      `${different.map(changeText).join('; ')}. Give another name`,
  );
}

function resumed(
  before: RunInfo | undefined,
  now: RunInfo,
  epoch: number,
  changed: readonly Change[],
): RunInfo {
  const resumption = { time: now.started, epoch, changed };
  return {
    ...now,
    started: before?.started ?? now.started,
    resumed: [...(before?.resumed ?? []), resumption],
  };
}

/** What may be unexpected. */
interface Surprises {
  /** How many records */
  readonly moved: number;
  readonly changed: readonly Change[];
  readonly firstEpoch: number;
}

function say(folder: string, { moved, changed, firstEpoch }: Surprises): void {
  if (moved > 0) {
    warn(
      `the run ${folder} goes on at epoch ${firstEpoch}: ${moved} records of epoch ${firstEpoch} and later were moved to ` +
        'superseded.jsonl, these epochs are trained again (where they are not: give fit the initialEpoch)',
    );
  }
  if (changed.length > 0) {
    warn(`the run ${folder} goes on, but not everything is as before: ${changed.map(changeText).join('; ')}`);
  }
}

/** More of a value is not needed to see what it is. */
const LONGEST = 120;

function changeText({ name, before, now }: Change): string {
  const text = (value: string | null) => {
    const known = value ?? 'none';
    return known.length > LONGEST ? `${known.slice(0, LONGEST - 3)}...` : known;
  };
  return `${name} ${text(before)} → ${text(now)}`;
}

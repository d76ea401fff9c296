import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInfo } from '../../formats/runs/readRun.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { ResolvedOptions } from '../options.js';
import { warn } from '../warn.js';
import { type Comparison, compareRuns } from './compareRuns.js';
import type { Change, RunInfo } from './describeRun.js';
import { type RunLines, readLines, supersede } from './runLines.js';
import { RunLock } from './runLock.js';
import type { RunStart } from './runLog.js';

/** A run folder to go on in. */
export interface ResumedRun {
  readonly folder: string;
  readonly lock: RunLock;
  readonly info: RunInfo;
  readonly earlier: readonly NeuralCollapseRecord[];
}

/**
 * Opens `<logdir>/<run>` to go on in it: locks it, compares it with the run that is about to begin, and takes the records
 * of epochs that will be trained again out of metrics.jsonl. A folder without records, or none at all, begins a new run.
 *
 * @param now description of the run that is about to begin
 * @throws if somebody else writes to it, it is no run folder, or it holds another experiment
 */
export function resumeRun(
  logdir: string,
  now: RunInfo,
  options: ResolvedOptions,
  start: RunStart,
): ResumedRun {
  const folder = join(logdir, now.run);
  mkdirSync(folder, { recursive: true });
  const lock = new RunLock(folder);
  lock.acquire();
  try {
    const lines = readLines(folder);
    const last = lines.records.at(-1);
    if (last === undefined) return { folder, lock, info: now, earlier: [] };
    const before = infoOf(folder);
    const comparison = compareRuns({ before, last }, { info: now, options, start });
    requireSame(folder, comparison);
    const kept = supersede(folder, lines, start.firstEpoch);
    say(folder, lines, kept, comparison.changed, start.firstEpoch);
    const info = resumed(before, now, start.firstEpoch, comparison.changed);
    return { folder, lock, info, earlier: kept.records };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Undefined where there is none, or what a power loss has left of one: the records describe themselves. */
function infoOf(folder: string): RunInfo | undefined {
  const file = join(folder, 'run.json');
  if (!existsSync(file)) return undefined;
  try {
    JSON.parse(readFileSync(file, 'utf8'));
  } catch {
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

function say(
  folder: string,
  lines: RunLines,
  kept: RunLines,
  changed: readonly Change[],
  firstEpoch: number,
): void {
  const moved = lines.records.length - kept.records.length;
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

import { shortText } from '../../src/base/describeValue.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import type { Verdict } from '../../src/record/verdict/types.js';
import { divergedVerdict } from '../../src/record/verdict/verdict.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Unmeasured } from './failureTally.js';
import type { Writer } from './runData.js';

/**
 * What became of a run. `running`: a process is writing it. `finished`: it was closed. `stopped`: a signal or an exit
 * interrupted it. `died`: its process ended without closing it (killed, out of memory, power loss). `elsewhere`: a process of
 * another machine holds its lock, and whether that one still runs is not known here. `stale`: the same, but no record has
 * come for much longer than its epochs took.
 */
export type Activity = 'running' | 'finished' | 'stopped' | 'died' | 'elsewhere' | 'stale';

/** How a run stands with the terminal phase at its latest measured epoch. */
export type Phase =
  | { readonly kind: 'before' }
  | { readonly kind: 'in'; readonly since: number }
  /** It had no errors at `since`, and has some again */
  | { readonly kind: 'left'; readonly since: number; readonly error: number };

/** Where a run stands at its latest epoch, measured or not. */
export interface Standing {
  readonly activity: Activity;
  /** What interrupted it: `SIGINT`, `exit code 1` */
  readonly by?: string;
  /** Where it is stale: when the last record came, in milliseconds before now */
  readonly silentMs?: number;
  /** The latest epoch that was measured; absent before the first */
  readonly measured?: number;
  /** The epochs since then that could not be measured */
  readonly unmeasured?: {
    readonly from: number;
    readonly to: number;
    /** Whether it is the network's numbers that are not finite */
    readonly diverged: boolean;
    /** Why the first of them could not be measured */
    readonly reason: string;
  };
  readonly phase: Phase;
}

/** What the standing is derived from. */
export interface StandingFacts {
  readonly info: Pick<RunInfo, 'stopped' | 'options'>;
  readonly last: NeuralCollapseRecord | undefined;
  readonly unmeasured?: Unmeasured | undefined;
  readonly writer: Writer;
  /** When the last record was written, ISO 8601 */
  readonly updated?: string | undefined;
  /** Default: the present time, in milliseconds since 1970 */
  readonly now?: number;
}

/** Decides where a run stands, for the report, the live page, `tfjs-nc runs` and `compare`. */
export function standingOf(facts: StandingFacts): Standing {
  const { info, last, unmeasured, writer } = facts;
  const by = info.stopped?.by;
  const silentMs = silenceOf(facts);
  const activity = activityOf(writer, by, silentMs);
  return {
    activity,
    ...(activity === 'stopped' && by !== undefined && { by: shortText(by, LONGEST_CAUSE) }),
    ...(activity === 'stale' && silentMs !== undefined && { silentMs }),
    ...(last && { measured: last.epoch }),
    ...(unmeasured && { unmeasured: unmeasuredOf(unmeasured) }),
    phase: phaseOf(last),
  };
}

/** A run that is silent for so many times what its records took is stale. The last epochs may take longer than the others. */
const PATIENCE = 20;
/** But not after less than this: clocks of two machines differ, and files of a network drive come late. */
const LEAST_SILENCE_MS = 10 * 60_000;

/** For how long a run has been silent, if that is much longer than its records took; undefined too where nothing is known. */
function silenceOf({ info, last, updated, now = Date.now() }: StandingFacts): number | undefined {
  const epochMs = last?.timing.epochMs;
  const silentMs = now - Date.parse(updated ?? '');
  if (typeof epochMs !== 'number' || Number.isNaN(silentMs)) return undefined;
  const every = info.options?.every;
  const usualMs = epochMs * (typeof every === 'number' ? every : 1);
  return silentMs > Math.max(LEAST_SILENCE_MS, PATIENCE * usualMs) ? silentMs : undefined;
}

const LONGEST_CAUSE = 40;
const LONGEST_REASON = 300;

function activityOf(writer: Writer, stoppedBy: string | undefined, silentMs: number | undefined): Activity {
  if (writer === 'alive') return 'running';
  if (writer === 'ended') return 'died';
  if (writer === 'elsewhere') return silentMs === undefined ? 'elsewhere' : 'stale';
  return stoppedBy === undefined ? 'finished' : 'stopped';
}

function unmeasuredOf({ first, last }: Unmeasured): NonNullable<Standing['unmeasured']> {
  const reason = shortText(first.error, LONGEST_REASON);
  return { from: first.epoch, to: last.epoch, diverged: isDivergence(first) || isDivergence(last), reason };
}

/** Numbers of tf.js that were not finite, or outputs or features that were not. */
function isDivergence({ error, logs }: MeasurementFailure): boolean {
  return Object.values(logs ?? {}).includes(null) || /must be finite/.test(error);
}

function phaseOf(last: NeuralCollapseRecord | undefined): Phase {
  const since = last?.terminalPhase.startEpoch;
  if (since === undefined) return { kind: 'before' };
  const accuracy = last?.metrics['train.accuracy'];
  const isLeft = typeof accuracy === 'number' && accuracy < 1;
  return isLeft ? { kind: 'left', since, error: 1 - accuracy } : { kind: 'in', since };
}

/** The verdict of its latest record, or that it diverged since then; undefined before the first epoch. */
export function runVerdict(
  last: NeuralCollapseRecord | undefined,
  unmeasured: Unmeasured | undefined,
): Verdict | undefined {
  const since = unmeasured && unmeasuredOf(unmeasured);
  return since?.diverged ? divergedVerdict(last?.verdict, { epoch: since.from }) : last?.verdict;
}

/** `running`, `finished, diverged at epoch 3`: for a column. */
export function standingWords({ activity, by, silentMs = 0, unmeasured }: Standing): string {
  const what = {
    running: 'running',
    finished: 'finished',
    stopped: `stopped by ${by}`,
    died: 'died',
    elsewhere: 'on another machine',
    stale: `stale, silent for ${durationText(silentMs)}`,
  }[activity];
  if (!unmeasured) return what;
  const { from, diverged } = unmeasured;
  return `${what}, ${diverged ? `diverged at epoch ${from}` : `not measured since epoch ${from}`}`;
}

/** `12 min`, `3 h`, `2 days`: rounded down. */
function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / (24 * 60))} days`;
}

/** `not yet`, `since epoch 8`, `left, error 2%`: for a column. */
export function phaseWords({ phase, unmeasured }: Pick<Standing, 'phase' | 'unmeasured'>): string {
  if (phase.kind === 'before') return 'not yet';
  if (phase.kind === 'left') return `left (since ${phase.since}), error ${errorText(phase.error)}`;
  return unmeasured ? `since epoch ${phase.since}, unknown now` : `since epoch ${phase.since}`;
}

/** Never `0%` where there are errors. */
export function errorText(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}

/** Where a run stands, in words. */
export interface ShownStanding {
  readonly activity: Standing['activity'];
  /** What became of it, in a sentence */
  readonly text: string;
  /** What must not be overlooked: that the latest epochs could not be measured */
  readonly alert?: { readonly title: string; readonly text: string };
  /** That it is no longer in the terminal phase */
  readonly left?: string;
  /** The same for a table */
  readonly state: string;
  readonly phase: string;
}

/** The same in sentences, as the page shows it. */
export function standingText(standing: Standing): ShownStanding {
  const { activity, phase } = standing;
  const alert = alertOf(standing);
  return {
    activity,
    text: activityText(standing),
    ...(alert && { alert }),
    ...(phase.kind === 'left' && {
      left:
        `it began at epoch ${phase.since}, and at epoch ${standing.measured} the training error is ` +
        `${errorText(phase.error)} again`,
    }),
    state: standingWords(standing),
    phase: phaseWords(standing),
  };
}

function activityText({ activity, by, silentMs = 0 }: Standing): string {
  switch (activity) {
    case 'running':
      return 'Running.';
    case 'finished':
      return 'Finished.';
    case 'stopped':
      return `Stopped by ${by}.`;
    case 'died':
      return 'Died: its process ended without closing the run.';
    case 'elsewhere':
      return 'Written on another machine: whether it is still running is not known here.';
    case 'stale':
      return `Stale: written on another machine, and no record for ${durationText(silentMs)}, much longer than its epochs took.`;
  }
}

function alertOf({ measured, unmeasured }: Standing): ShownStanding['alert'] {
  if (!unmeasured) return undefined;
  const { from, to, diverged, reason } = unmeasured;
  const until = from === to ? '' : ` up to the latest epoch, ${to}`;
  const shown =
    measured === undefined ? 'No epoch was measured.' : `All numbers below are of epoch ${measured}.`;
  return {
    title: diverged ? `Diverged at epoch ${from}` : `Not measured since epoch ${from}`,
    text: `nothing could be measured from then on${until}: ${reason.replace(/^NeuralCollapse: (epoch \d+, )?/, '').replace(/[.\s]+$/, '')}. ${shown}`,
  };
}

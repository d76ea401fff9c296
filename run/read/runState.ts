import { shortText } from '../../src/base/describeValue.js';
import { numberText } from '../../src/base/numberText.js';
import type { MetricId } from '../../src/metrics/registry.js';
import { verdictWord } from '../../src/record/verdict/sentences.js';
import type { Verdict } from '../../src/record/verdict/types.js';
import type { RunData } from './runData.js';
import { phaseWords, runVerdict, type Standing, standingOf, standingWords } from './standing.js';

/** Where a run stands, as `tfjs-nc runs --json` prints it. */
export interface RunStateJson {
  readonly name: string;
  readonly started: string;
  readonly updated: string | null;
  /** Measured epochs */
  readonly epochs: number;
  /** The latest of them, null before the first */
  readonly epoch: number | null;
  readonly metrics: Partial<Record<MetricId, number>>;
  readonly terminalPhaseSince: number | null;
  /** What became of it, and where it stands at its latest epoch, measured or not */
  readonly standing: Standing;
  /** What the numbers of that epoch mean, and whether it diverged since then; null before the first */
  readonly verdict: Verdict | null;
  readonly problems: readonly string[];
}

export function runState(run: RunData): RunStateJson {
  const { name, info, records, updated, problems } = run;
  const last = records.at(-1);
  return {
    name,
    started: info.started,
    updated: updated ?? null,
    epochs: records.length,
    epoch: last?.epoch ?? null,
    metrics: last?.metrics ?? {},
    terminalPhaseSince: last?.terminalPhase.startEpoch ?? null,
    standing: standingOf({ ...run, last }),
    verdict: runVerdict(last, run.unmeasured) ?? null,
    problems,
  };
}

/** The same as the cells of a line. */
export function runLine({
  name,
  epoch,
  metrics,
  standing,
  verdict,
  updated,
  started,
}: RunStateJson): string[] {
  const number = (id: MetricId) => {
    const value = metrics[id];
    return typeof value === 'number' ? numberText(value, 3) : '-';
  };
  return [
    name,
    standingWords(standing),
    epoch === null ? '-' : String(epoch),
    number('nc1.pinv'),
    number('nc2.theory'),
    accuracyText(metrics['train.accuracy']),
    verdict === null ? '-' : verdictWord(verdict),
    phaseWords(standing),
    whenText(updated ?? started),
  ];
}

/** Rounded down, so that 100% means all. */
function accuracyText(share: number | undefined): string {
  return typeof share !== 'number' ? '-' : `${(Math.floor(share * 1e4 + 1e-9) / 100).toFixed(2)}%`;
}

/** The file may hold any text in place of a time. */
const LONGEST_TIME = 24;

/** `2026-11-21 15:49` in UTC, to which the log's times belong. */
function whenText(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match ? `${match[1]} ${match[2]} UTC` : shortText(iso, LONGEST_TIME);
}

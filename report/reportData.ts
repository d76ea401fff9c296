import { type Difference, differences } from '../run/read/differences.js';
import type { RunData } from '../run/read/runData.js';
import { type Fact, runFacts } from '../run/read/runFacts.js';
import { byGroup, defaultGrouping, type Grouping, groupRuns } from '../run/read/runGroups.js';
import { runVerdict, type ShownStanding, standingOf, standingText } from '../run/read/standing.js';
import { notesOf, sourceWords, theoryWords } from '../run/read/theoryWords.js';
import { shortText } from '../src/base/describeValue.js';
import { VERSION } from '../src/base/version.js';
import { type MetricId, type MetricValues, metricIds } from '../src/metrics/registry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import { RunHistory } from '../src/record/runHistory.js';
import type { TerminalPhase } from '../src/record/terminalPhase.js';
import type { Outlier } from '../src/statistics/farthestSamples.js';
import { bounded, rounded } from './compact.js';
import { type ShownDepth, shownDepth } from './depthData.js';
import { type ShownGeometry, shownGeometry } from './geometryData.js';
import { type ShownGroup, shownGroup } from './groupData.js';
import { type EpochMark, epochMarks } from './marksData.js';
import {
  digitsOf,
  logSeries,
  type MetricSeries,
  type MetricText,
  metricSeries,
  metricTexts,
} from './seriesData.js';
import { type ShownVerdict, shownVerdict } from './verdictData.js';

/** Schema of {@link ReportData}; the number changes whenever the page would have to change. */
export const REPORT_SCHEMA = 'tfjs-nc.report/2';

/** A metric at one epoch. */
export interface ShownValue {
  readonly measured?: number;
  readonly predicted?: number;
  /** measured − predicted */
  readonly gap?: number;
}

/** The latest measured epoch. */
export interface RunState {
  readonly epoch: number;
  /** Measured epochs */
  readonly epochs: number;
  readonly samples: number;
  readonly classes: number;
  readonly featureDim: number;
  /** Which features, in words */
  readonly source: string;
  readonly terminalPhase: TerminalPhase;
  /** What the prediction rests on, in sentences; or why there is none */
  readonly theory: readonly string[] | { readonly absent: string };
  /** What was assumed because theory does not cover the setting. Predicted values are then marked */
  readonly onlyAssumed: readonly string[];
  /** Measured and predicted values of this epoch, and of no other */
  readonly values: Readonly<Record<string, ShownValue>>;
  /** {id: reason} of the metrics without a value */
  readonly absent: Readonly<Record<string, string>>;
  /** ‖m_k‖ per class, where no snapshot has them */
  readonly meanNorms: readonly number[];
  readonly outliers: readonly Outlier[] | { readonly absent: string };
  /** Notes about the numbers: estimated ones, features of moving weights, invalid validation data */
  readonly notes: readonly string[];
}

/** One run, as the page shows it. */
export interface ReportRun {
  readonly name: string;
  /** ISO 8601 */
  readonly started: string;
  readonly updated?: string;
  readonly facts: readonly Fact[];
  readonly classNames?: readonly string[];
  /** Where it stands at its latest epoch, measured or not */
  readonly standing: ShownStanding;
  /** What its numbers mean; absent before the first measured epoch of a run that has not diverged */
  readonly verdict?: ShownVerdict;
  /** Absent before the first measured epoch */
  readonly state?: RunState;
  readonly series: Readonly<Record<string, MetricSeries>>;
  /** What happened at some epochs */
  readonly marks: readonly EpochMark[];
  readonly depth?: ShownDepth;
  readonly geometry?: ShownGeometry;
  readonly problems: readonly string[];
}

/** A run of any length, in bounded memory. */
export interface RunWithHistory extends Omit<RunData, 'records'> {
  readonly history: RunHistory;
}

/** Everything the page shows: plain JSON of bounded size, without NaN. */
export interface ReportData {
  readonly schema: typeof REPORT_SCHEMA;
  /** Version of this package */
  readonly version: string;
  readonly runs: readonly ReportRun[];
  /** Those of the runs that repeat one another with another seed */
  readonly groups: readonly ShownGroup[];
  /** What the metrics are called, for those that occur */
  readonly texts: Readonly<Record<string, MetricText>>;
  /** What is compared: runs, and groups of them */
  readonly compared: readonly string[];
  /** What is not the same in all runs, with a value for each of those */
  readonly differences: readonly Difference[];
  /** Only on the live page */
  readonly live?: LiveState;
}

/** What a server knows beside the runs. */
export interface LiveState {
  /** What it waits for: `the run x` */
  readonly waiting: readonly string[];
  /** Name of a newer run that it can show */
  readonly newer?: string;
}

/**
 * What the page shows of these runs: curves of at most 1000 points each (peaks kept), matrices of at most 100 classes,
 * six significant digits.
 */
export function reportDataOf(
  runs: readonly (RunData | RunWithHistory)[],
  grouping: Grouping = defaultGrouping(runs.length),
): ReportData {
  const names = distinct(runs.map(({ name }) => name));
  const groups = groupRuns(runs, grouping);
  const shown = runs.map((run, i) => ({ ...reportRun(run), name: names[i]! }));
  return {
    schema: REPORT_SCHEMA,
    version: VERSION,
    runs: shown,
    compared: groups.map(({ name, members }) => (members.length > 1 ? name : names[members[0]!]!)),
    groups: groups.filter(({ members }) => members.length > 1).map(group => shownGroup(group, shown)),
    texts: metricTexts(
      new Set(shown.flatMap(({ series, depth }) => [...Object.keys(series), ...ids(depth)])),
    ),
    differences: bounded(byGroup(differences(runs.map(({ info }) => info)), groups)),
  };
}

/** Runs of different folders may have the same name, but each needs its own name. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function ids(depth: ShownDepth | undefined): string[] {
  return depth ? depth.curves.map(({ id }) => id).filter(id => id.includes('.')) : [];
}

function reportRun(run: RunData | RunWithHistory): ReportRun {
  const { name, info, updated, snapshot, problems } = run;
  const history = 'history' in run ? run.history : RunHistory.of(run.records);
  const { last } = history;
  const verdict = runVerdict(last, run.unmeasured);
  const depth = shownDepth(history);
  const { classNames } = info as { classNames?: readonly string[] };
  return {
    name,
    started: bounded(info.started),
    ...(updated !== undefined && { updated: bounded(updated) }),
    facts: bounded(runFacts(info)),
    ...(classNames && { classNames: classNames.map(text => shortText(text, LONGEST_CLASS_NAME)) }),
    standing: standingText(standingOf({ ...run, last })),
    ...(verdict && { verdict: bounded(shownVerdict(verdict)) }),
    ...(last && { state: bounded(stateOf(last, history.count)) }),
    series: { ...metricSeries(history), ...logSeries(history) },
    marks: epochMarks(info, run.unmeasured, history.points('logs', 'lr')),
    ...(depth && { depth }),
    ...(snapshot && { geometry: shownGeometry(snapshot) }),
    problems: bounded(problems),
  };
}

/** Measured and predicted values of one record. */
export function valuesOf({ metrics, theory }: NeuralCollapseRecord): RunState['values'] {
  const { predicted, gap } = 'absent' in theory ? { predicted: {}, gap: {} } : theory;
  const entries = metricIds.map(id => {
    const [value, expected, between] = [metrics, predicted, gap].map(values =>
      shown(id, (values as MetricValues)[id]),
    );
    return [
      id,
      {
        ...(value !== undefined && { measured: value }),
        ...(expected !== undefined && { predicted: expected }),
        ...(between !== undefined && { gap: between }),
      },
    ] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => Object.keys(value).length > 0));
}

function shown(id: MetricId, value: number | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? rounded(value, digitsOf(id)) : undefined;
}

/** Most rows of a list. */
const MOST_OUTLIERS = 100;
/** Most classes whose mean norms are shown. */
const MOST_MEAN_NORMS = 1000;
const LONGEST_CLASS_NAME = 100;

function stateOf(record: NeuralCollapseRecord, epochs: number): RunState {
  const { epoch, measured, terminalPhase, theory, absent, norms, outliers } = record;
  const { samples, classes, featureDim } = measured;
  return {
    epoch,
    epochs,
    samples,
    classes,
    featureDim,
    source: sourceWords(measured),
    terminalPhase,
    theory: 'absent' in theory ? { absent: theory.absent } : theoryWords(theory),
    onlyAssumed: 'absent' in theory ? [] : (theory.assumptions.onlyAssumed ?? []),
    values: valuesOf(record),
    absent,
    meanNorms: classes > MOST_MEAN_NORMS ? [] : norms.classMeans.map(value => rounded(value)),
    outliers: Array.isArray(outliers) ? outliers.slice(0, MOST_OUTLIERS) : (outliers as { absent: string }),
    notes: notesOf(record),
  };
}

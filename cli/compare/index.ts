import { differences } from '../../run/read/differences.js';
import type { RunData } from '../../run/read/runData.js';
import { byGroup, groupRuns, type RunGroup, spreadOf } from '../../run/read/runGroups.js';
import { runState } from '../../run/read/runState.js';
import { phaseWords, standingWords } from '../../run/read/standing.js';
import { shortText } from '../../src/base/describeValue.js';
import { InputError } from '../../src/base/inputError.js';
import { numberText } from '../../src/base/numberText.js';
import { type MetricId, metricIds } from '../../src/metrics/registry.js';
import { defineCommand, EXIT } from '../command.js';
import { GROUP_HELP, groupOption, readGrouping } from '../runs/grouping.js';
import { readRunArgument } from '../runs/readRunArgument.js';
import { styleFor } from '../runs/style.js';
import { runBlocks } from '../text/blocks.js';
import { textWidth, WIDTH_HELP, widthOption } from '../text/width.js';

const HELP = `Compares the latest values of runs: every metric side by side, with the value that theory predicts in brackets, and
what is not the same in model, data, options and info, what was chosen first. (tfjs-nc report A B draws them on the same
axes.) Of three runs or more, those that are equal but for the seed share a column: mean ± standard deviation.

Options:
${GROUP_HELP}
${WIDTH_HELP}
  --json      print the comparison as one line of JSON

Example: tfjs-nc compare runs/a runs/b`;

/** `tfjs-nc compare`. */
export const compare = defineCommand({
  usage: 'compare RUN RUN [RUN ...] [--group NAME] [--width N] [--json]',
  help: HELP,
  options: { ...widthOption, ...groupOption },
  allowPositionals: true,
  run: async (values, io, words) => {
    if (words.length < 2) throw new InputError(`two runs at least must be given, received ${words.length}`);
    const width = textWidth(values.width, io);
    const runs = words.map(word => readRunArgument(word, io.cwd));
    const groups = groupRuns(runs, readGrouping(values.group, runs.length));
    if (values.json === true) io.out(JSON.stringify(comparisonJson(runs, groups)));
    else io.out(comparisonText(runs, groups, { style: styleFor(io), width }).join('\n'));
    return EXIT.ok;
  },
});

function comparisonJson(runs: readonly RunData[], groups: readonly RunGroup[]) {
  return {
    ok: true,
    runs: runs.map(run => ({ ...runState(run), predicted: predictedOf(run) })),
    groups: groups.filter(({ members }) => members.length > 1).map(group => groupJson(group, runs)),
    differences: differences(runs.map(({ info }) => info)),
  };
}

function groupJson({ name, members }: RunGroup, runs: readonly RunData[]) {
  const spreads = metricIds.map(id => [id, spreadOf(latest(membersOf(members, runs), id))] as const);
  return {
    name,
    runs: members.map(i => runs[i]!.name),
    metrics: Object.fromEntries(spreads.filter(([, spread]) => spread !== undefined)),
  };
}

function membersOf(members: readonly number[], runs: readonly RunData[]): RunData[] {
  return members.map(i => runs[i]!);
}

/** The latest values of a metric, of those runs that have one. */
function latest(runs: readonly RunData[], id: MetricId): number[] {
  return runs.flatMap(({ records }) => {
    const value = records.at(-1)?.metrics[id];
    return typeof value === 'number' ? [value] : [];
  });
}

function predictedOf({ records }: RunData): Partial<Record<MetricId, number>> {
  const theory = records.at(-1)?.theory;
  return theory === undefined || 'absent' in theory ? {} : theory.predicted;
}

/** How the text is printed. */
interface Printed {
  readonly style: ReturnType<typeof styleFor>;
  readonly width: number;
}

function comparisonText(runs: readonly RunData[], groups: readonly RunGroup[], printed: Printed): string[] {
  const titles = groups.map(({ name }) => name);
  const columns = groups.map(({ members }) => membersOf(members, runs));
  const stateRow = (title: string, words: (run: RunData) => string) => [
    title,
    ...columns.map(members => together(members.map(words))),
  ];
  const rows = [
    stateRow('state', run => standingWords(runState(run).standing)),
    stateRow('epoch', ({ records }) => String(records.at(-1)?.epoch ?? '-')),
    stateRow('terminal phase', run => phaseWords(runState(run).standing)),
    ...metricRows(columns),
  ];
  return [
    ...table(['latest values (theory)', ...titles], rows, 'right', printed),
    '',
    ...table(['what differs', ...titles], differenceRows(runs, groups), 'left', printed),
  ];
}

/** `finished`, or `2 finished, died` where runs of a group differ. */
function together(words: readonly string[]): string {
  const kinds = [...new Set(words)];
  if (kinds.length === 1) return kinds[0]!;
  return kinds
    .map(kind => {
      const count = words.filter(word => word === kind).length;
      return count === 1 ? kind : `${count} ${kind}`;
    })
    .join(', ');
}

function table(
  titles: readonly string[],
  rows: readonly string[][],
  align: 'left' | 'right',
  { style, width }: Printed,
): string[] {
  if (rows.length === 0) return [style('bold', titles[0]!), 'nothing'];
  const blocks = runBlocks(titles, rows, align, width);
  return blocks.flatMap(({ header, lines }, i) => [...(i > 0 ? [''] : []), style('bold', header), ...lines]);
}

function metricRows(columns: readonly (readonly RunData[])[]): string[][] {
  return metricIds
    .filter(id => columns.some(runs => latest(runs, id).length > 0))
    .map(id => [id, ...columns.map(runs => cell(id, runs))]);
}

/** `0.01`, `0.01 ± 0.002` of several runs, with the predicted value, or the mean of those, in brackets. */
function cell(id: MetricId, runs: readonly RunData[]): string {
  const measured = spreadOf(latest(runs, id));
  if (!measured) return '-';
  const predicted = spreadOf(runs.flatMap(run => predictedOf(run)[id] ?? []));
  const { mean, deviation } = measured;
  const spread = deviation === undefined ? '' : ` ± ${numberText(deviation, 2)}`;
  return `${numberText(mean, 4)}${spread}${predicted ? ` (${numberText(predicted.mean, 3)})` : ''}`;
}

/** Longer values fill the screen. */
const LONGEST = 120;
/** Most differences that are printed. The file of a run may be from elsewhere and hold very many. */
const MOST_DIFFERENCES = 200;

function differenceRows(runs: readonly RunData[], groups: readonly RunGroup[]): string[][] {
  const found = byGroup(differences(runs.map(({ info }) => info)), groups);
  const rows = found
    .slice(0, MOST_DIFFERENCES)
    .map(({ name, values }) =>
      [name, ...values.map(value => value ?? '-')].map(text => shortText(text, LONGEST)),
    );
  const more = found.length - rows.length;
  return more > 0 ? [...rows, [`and ${more} more`, ...groups.map(() => '')]] : rows;
}

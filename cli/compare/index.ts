import type { RunData } from '../../run/read/runData.js';
import { differences } from '../../run/read/runFacts.js';
import { runState } from '../../run/read/runState.js';
import { phaseWords, standingWords } from '../../run/read/standing.js';
import { shortText } from '../../src/base/describeValue.js';
import { InputError } from '../../src/base/inputError.js';
import { numberText } from '../../src/base/numberText.js';
import { type MetricId, metricIds } from '../../src/metrics/registry.js';
import { defineCommand, EXIT } from '../command.js';
import { readRunArgument } from '../runs/readRunArgument.js';
import { styleFor } from '../runs/style.js';
import { runBlocks } from '../text/blocks.js';
import { textWidth, WIDTH_HELP, widthOption } from '../text/width.js';

const HELP = `Compares the latest values of runs: every metric side by side, with the value that theory predicts in brackets, and
what is not the same in model, data, options and info. (tfjs-nc report A B draws them on the same axes.)

Options:
${WIDTH_HELP}
  --json      print the comparison as one line of JSON

Example: tfjs-nc compare runs/a runs/b`;

/** `tfjs-nc compare`. */
export const compare = defineCommand({
  usage: 'compare RUN RUN [RUN ...] [--width N] [--json]',
  help: HELP,
  options: widthOption,
  allowPositionals: true,
  run: async (values, io, words) => {
    if (words.length < 2) throw new InputError(`two runs at least must be given, received ${words.length}`);
    const width = textWidth(values.width, io);
    const runs = words.map(word => readRunArgument(word, io.cwd));
    if (values.json === true) io.out(JSON.stringify(comparisonJson(runs)));
    else io.out(comparisonText(runs, { style: styleFor(io), width }).join('\n'));
    return EXIT.ok;
  },
});

function comparisonJson(runs: readonly RunData[]) {
  return {
    ok: true,
    runs: runs.map(run => ({ ...runState(run), predicted: predictedOf(run) })),
    differences: differences(runs.map(({ info }) => info)),
  };
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

function comparisonText(runs: readonly RunData[], printed: Printed): string[] {
  const names = runs.map(({ name }) => name);
  const latest = [standingRow(runs), stateRow(runs), phaseRow(runs), ...metricRows(runs)];
  return [
    ...table(['latest values (theory)', ...names], latest, 'right', printed),
    '',
    ...table(['what differs', ...names], differenceRows(runs), 'left', printed),
  ];
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

function stateRow(runs: readonly RunData[]): string[] {
  return ['epoch', ...runs.map(({ records }) => String(records.at(-1)?.epoch ?? '-'))];
}

function standingRow(runs: readonly RunData[]): string[] {
  return ['state', ...runs.map(run => standingWords(runState(run).standing))];
}

function phaseRow(runs: readonly RunData[]): string[] {
  return ['terminal phase', ...runs.map(run => phaseWords(runState(run).standing))];
}

function metricRows(runs: readonly RunData[]): string[][] {
  const latest = runs.map(run => ({
    values: run.records.at(-1)?.metrics ?? {},
    predicted: predictedOf(run),
  }));
  const cell = (value: number | undefined, predicted: number | undefined) => {
    if (typeof value !== 'number') return '-';
    return typeof predicted !== 'number'
      ? numberText(value, 4)
      : `${numberText(value, 4)} (${numberText(predicted, 3)})`;
  };
  return metricIds
    .filter(id => latest.some(({ values }) => values[id] !== undefined))
    .map(id => [id, ...latest.map(({ values, predicted }) => cell(values[id], predicted[id]))]);
}

/** Longer values would break the columns. */
const LONGEST = 48;
/** Most differences that are printed. The file of a run may be from elsewhere and hold very many. */
const MOST_DIFFERENCES = 200;

function differenceRows(runs: readonly RunData[]): string[][] {
  const found = differences(runs.map(({ info }) => info));
  const rows = found
    .slice(0, MOST_DIFFERENCES)
    .map(({ name, values }) => [
      shortText(name, LONGEST),
      ...values.map(value => shortText(value ?? '-', LONGEST)),
    ]);
  const more = found.length - rows.length;
  return more > 0 ? [...rows, [`and ${more} more`, ...runs.map(() => '')]] : rows;
}

import type { GeometrySnapshot, NeuralCollapse, NeuralCollapseRecord } from '../../callbacks/index.js';
import { theoryWords } from '../../run/read/theoryWords.js';
import { numberText } from '../../src/base/numberText.js';
import type { MetricId } from '../../src/index.js';
import { wrapText } from '../text/shorten.js';
import { alignTable } from '../text/table.js';
import type { DemoOptions } from './options.js';

/** Columns of a terminal. */
const WIDTH = 80;

/** What happened: numbers, class sizes where they differ, and what the prediction is for. The verdict follows. */
export function summary(
  { network, imbalance }: Pick<DemoOptions, 'network' | 'imbalance'>,
  { records, runFolder }: Pick<NeuralCollapse, 'records' | 'runFolder'>,
  snapshot: GeometrySnapshot | undefined,
): string[] {
  const last = records.at(-1);
  if (last === undefined) return [];
  const blocks = [
    metricTable(records),
    imbalance > 1 && snapshot ? classTable(snapshot) : [],
    theoryText(last),
    network === 'usual' ? wrapText(WHY_APART, WIDTH) : [],
    runFolder === undefined ? [] : [`report   ${runFolder}/report.html`],
  ];
  return [...blocks.filter(lines => lines.length > 0).flatMap(lines => ['', ...lines]), ''];
}

const WHY_APART =
  'This network is not what theory describes. Theory lets every feature move freely and puts a price on its length; here ' +
  'only weights have a price, the features have to come through a ReLU and three layers that share them, and training ends ' +
  'long before the weights come to rest. Collapse begins all the same, and stays partial. Without --realistic, and with ' +
  '--features relu, you see what changes that.';

/** One of each kind. The run folder has all. */
const SHOWN = [
  ['nc1.pinv', 'NC1 spread within classes'],
  ['nc2.cos', 'NC2 cosine of class means'],
  ['nc2.theory', 'NC2 distance from the predicted means'],
  ['nc3.dual', 'NC3 distance of classifier and means'],
  ['nc4.ncc', 'NC4 decided as by the nearest mean'],
  ['balance.residual', 'distance from a minimum'],
] as const satisfies readonly (readonly [MetricId, string])[];

/** At the first measured epoch, where the terminal phase begins, and at the end, beside the prediction. */
function metricTable(records: readonly NeuralCollapseRecord[]): string[] {
  const [first, last] = [records[0]!, records.at(-1)!];
  const phase = records.find(({ epoch }) => epoch === last.terminalPhase.startEpoch);
  const stages = [...new Set([first, ...(phase ? [phase] : []), last])];
  const predicted = 'absent' in last.theory ? undefined : last.theory.predicted;
  const rows = SHOWN.map(([id, title]) => [
    title,
    ...stages.map(({ metrics }) => cell(metrics[id])),
    cell(id === 'nc2.theory' && predicted ? 0 : predicted?.[id]),
  ]);
  const titles = ['', ...stages.map(({ epoch }) => `epoch ${epoch}`), 'predicted'];
  return alignTable([titles, ...rows], ['left', ...titles.slice(1).map(() => 'right' as const)]);
}

const cell = (value: number | undefined) => (value === undefined ? '-' : numberText(value, 3));

/** Lengths of the class means beside the predicted ones, largest class first. */
function classTable({ classes }: GeometrySnapshot): string[] {
  const rows = [...classes]
    .sort((a, b) => a.class - b.class)
    .map(row => [String(row.class), String(row.samples), cell(row.norm), cell(row.predictedNorm)]);
  const titles = ['class', 'images', 'length of its mean', 'predicted'];
  return alignTable([titles, ...rows], ['right', 'right', 'right', 'right']);
}

function theoryText({ theory }: NeuralCollapseRecord): string[] {
  return wrapText(
    'absent' in theory ? `No prediction: ${theory.absent}.` : theoryWords(theory).join(' '),
    WIDTH,
  );
}

import type { NeuralCollapseRecord } from '../../src/record/record.js';

/** A column of the terminal's table. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (record: NeuralCollapseRecord) => string;
}

const small = (value: number | undefined) => (value === undefined ? '-' : value.toExponential(2));
const percent = (value: number | undefined) => (value === undefined ? '-' : `${floorPercent(value)}%`);

const columns: readonly Column[] = [
  { title: 'epoch', width: 5, text: ({ epoch }) => String(epoch) },
  { title: 'loss', width: 9, text: ({ metrics, logs }) => small(metrics['train.loss'] ?? logs.loss) },
  { title: 'accuracy', width: 8, text: ({ metrics }) => percent(metrics['train.accuracy']) },
  { title: 'NC1 pinv', width: 9, text: ({ metrics }) => small(metrics['nc1.pinv']) },
  { title: 'NC2 etf', width: 9, text: ({ metrics }) => small(metrics['nc2.etf']) },
  { title: 'NC3 dual', width: 9, text: ({ metrics }) => small(metrics['nc3.dual']) },
  { title: 'NC4 ncc', width: 8, text: ({ metrics }) => percent(metrics['nc4.ncc']) },
  { title: 'measured in', width: 15, text: ({ timing }) => timingText(timing) },
];

/** The titles above {@link terminalLine}. */
export function terminalHeader(): string {
  return columns.map(({ title, width }) => title.padStart(width)).join('  ');
}

/** A record as one aligned line; the last column is the time to measure and its share of the epoch. */
export function terminalLine(record: NeuralCollapseRecord): string {
  return columns.map(({ text, width }) => text(record).padStart(width)).join('  ');
}

function timingText({ measureMs, share }: NeuralCollapseRecord['timing']): string {
  const seconds = `${(measureMs / 1000).toFixed(2)} s`;
  return share === undefined ? seconds : `${seconds} (${Math.round(share * 100)}%)`;
}

/** Rounds down, so that 100.00% means all of them. */
function floorPercent(share: number): string {
  return (Math.floor(share * 1e4 + 1e-9) / 100).toFixed(2);
}

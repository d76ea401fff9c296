import { printLine } from '../../src/base/console.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../../src/record/record.js';
import { verdictLines } from '../../src/record/verdict/sentences.js';
import { FailureTally } from '../read/failureTally.js';
import { runVerdict } from '../read/standing.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Sink } from './sink.js';

/**
 * One aligned line per record, under a header; says once when the terminal phase begins, and at the end what the numbers
 * mean.
 */
export class TerminalSink implements Sink {
  readonly name = 'the terminal';
  #headed = false;
  #inTerminalPhase = false;
  #saidOfTheory: string | undefined;
  #last: NeuralCollapseRecord | undefined;
  #failures = new FailureTally();
  /** Epochs, measured or not: all of them, at the latest close, and when the verdict was said */
  #epochs = 0;
  #closedAt = 0;
  #judgedAt = 0;

  /** @param print writes one line; default standard output */
  constructor(private readonly print: (line: string) => void = printLine) {}

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): void {
    const last = earlier.at(-1);
    if (last === undefined) return;
    this.print(
      `run ${run.run} is resumed after ${earlier.length} records, the last one of epoch ${last.epoch}`,
    );
    this.#inTerminalPhase = last.terminalPhase.startEpoch !== undefined;
    this.#last = last;
  }

  write(record: NeuralCollapseRecord): void {
    this.#last = record;
    this.#failures.measured();
    this.#epochs++;
    if (!this.#headed) this.print(`${codesLine(record)}\n${TERMINAL_LEGEND}\n${terminalHeader()}`);
    this.#headed = true;
    this.#sayWhatIsAssumed(record);
    this.print(terminalLine(record));
    const { startEpoch } = record.terminalPhase;
    if (startEpoch === undefined || this.#inTerminalPhase) return;
    this.#inTerminalPhase = true;
    this.print(
      `terminal phase since epoch ${startEpoch}: no errors on the ${record.measured.samples} measured samples`,
    );
  }

  fail(failure: MeasurementFailure): void {
    this.#failures.add(failure);
    this.#epochs++;
  }

  /** Says the verdict. A loop of fits of one epoch each closes after every epoch: there it is said after 1, 2, 4, 8... */
  close(): void {
    const isTraining = this.#epochs - this.#closedAt > 1;
    const isDoubled = this.#epochs > this.#judgedAt && this.#epochs >= 2 * this.#judgedAt;
    this.#closedAt = this.#epochs;
    const verdict = isTraining || isDoubled ? runVerdict(this.#last, this.#failures.unmeasured) : undefined;
    if (verdict === undefined) return;
    this.#judgedAt = this.#epochs;
    this.print(verdictLines(verdict).join('\n'));
  }

  /** Below the header, before the first value that it is about. */
  #sayWhatIsAssumed(record: NeuralCollapseRecord): void {
    const line = assumedLine(record);
    if (line !== undefined && line !== this.#saidOfTheory) this.print(line);
    this.#saidOfTheory = line ?? this.#saidOfTheory;
  }
}

/** Once, and again where it has changed. */
function assumedLine({ theory }: NeuralCollapseRecord): string | undefined {
  const only = assumptionsOnly(theory);
  return only.length === 0 ? undefined : `~ theory is only assumed: ${only.join('; ')}`;
}

function codesLine({ measured }: NeuralCollapseRecord): string {
  const { classes, encoding, encodingSource } = measured;
  return `${classes} classes, codes ${encoding} (${encodingSource === 'found' ? 'found from the targets' : 'as given'})`;
}

/** A column of the terminal's table. */
interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (record: NeuralCollapseRecord) => string;
}

const small = (value: number | undefined) => (value === undefined ? '-' : value.toExponential(1));
const percent = (value: number | undefined) => (value === undefined ? '-' : `${floorPercent(value)}%`);
const cosine = (value: number | undefined) => (value === undefined ? '-' : value.toFixed(3));

/** Narrow, so that a line fits beside others on a screen: 78 characters. */
const columns: readonly Column[] = [
  { title: 'epoch', width: 5, text: ({ epoch }) => String(epoch) },
  { title: 'loss', width: 6, text: ({ metrics, logs }) => small(metrics['train.loss'] ?? logs.loss) },
  { title: 'accur.', width: 7, text: ({ metrics }) => percent(metrics['train.accuracy']) },
  { title: 'NC1', width: 6, text: ({ metrics }) => small(metrics['nc1.pinv']) },
  { title: 'NC2', width: 6, text: ({ metrics }) => small(metrics['nc2.etf']) },
  { title: 'NC3', width: 6, text: ({ metrics }) => small(metrics['nc3.dual']) },
  { title: 'NC4', width: 7, text: ({ metrics }) => percent(metrics['nc4.ncc']) },
  { title: 'cosine', width: 6, text: ({ metrics }) => cosine(metrics['nc2.cos']) },
  { title: 'theory', width: 7, text: ({ theory }) => theoryText(theory) },
  { title: 'Gram', width: 6, text: ({ metrics }) => small(metrics['nc2.theory']) },
  { title: 'time', width: 6, text: ({ timing }) => timingText(timing) },
];

/** What the columns are, for people who see them for the first time. */
export const TERMINAL_LEGEND =
  'NC1 nc1.pinv, NC2 nc2.etf, NC3 nc3.dual, NC4 nc4.ncc; cosine between class\n' +
  'means, measured and in theory; Gram nc2.theory, distance of their Gram matrix\n' +
  'from that of theory; time to measure, as a share of the epoch';

/** Marked where the baseline is only assumed. */
function theoryText(theory: NeuralCollapseRecord['theory']): string {
  const predicted = 'absent' in theory ? undefined : theory.prediction.meanCosine;
  return predicted !== undefined && assumptionsOnly(theory).length > 0
    ? `~${cosine(predicted)}`
    : cosine(predicted);
}

/** What was assumed because theory does not cover the setting. */
export function assumptionsOnly(theory: NeuralCollapseRecord['theory']): readonly string[] {
  return 'absent' in theory ? [] : (theory.assumptions.onlyAssumed ?? []);
}

/** The titles above {@link terminalLine}. */
export function terminalHeader(): string {
  return columns.map(({ title, width }) => title.padStart(width)).join(' ');
}

/** A record as one aligned line; the last column is the share of the epoch that measuring took. */
export function terminalLine(record: NeuralCollapseRecord): string {
  return columns.map(({ text, width }) => text(record).padStart(width)).join(' ');
}

function timingText({ measureMs, share }: NeuralCollapseRecord['timing']): string {
  return share === undefined ? `${(measureMs / 1000).toFixed(2)} s` : `${Math.round(share * 100)}%`;
}

/** Rounds down, so that 100.00% means all of them. */
function floorPercent(share: number): string {
  return (Math.floor(share * 1e4 + 1e-9) / 100).toFixed(2);
}

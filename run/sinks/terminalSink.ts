import { printLine } from '../../src/base/console.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { RunInfo } from '../schema/runInfo.js';
import type { Sink } from './sink.js';
import { assumptionsOnly, TERMINAL_LEGEND, terminalHeader, terminalLine } from './terminalLine.js';

/** One aligned line per record, under a header; says once when the terminal phase begins. */
export class TerminalSink implements Sink {
  readonly name = 'the terminal';
  #headed = false;
  #inTerminalPhase = false;
  #saidOfTheory: string | undefined;

  constructor(private readonly print: (line: string) => void = printLine) {}

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): void {
    const last = earlier.at(-1);
    if (last === undefined) return;
    this.print(`run ${run.run} goes on: ${earlier.length} records, the last one of epoch ${last.epoch}`);
    this.#inTerminalPhase = last.terminalPhase.startEpoch !== undefined;
  }

  write(record: NeuralCollapseRecord): void {
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

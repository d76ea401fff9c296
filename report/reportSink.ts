import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { FailureTally } from '../run/read/failureTally.js';
import type { Writer } from '../run/read/runData.js';
import type { RunInfo, Stopped } from '../run/schema/runInfo.js';
import type { Sink } from '../run/sinks/sink.js';
import { writeWhole } from '../src/files/wholeFile.js';
import type { MeasurementFailure, NeuralCollapseRecord } from '../src/record/record.js';
import { RunHistory } from '../src/record/runHistory.js';
import type { GeometrySnapshot } from '../src/record/snapshot.js';
import { reportHtml } from './html.js';
import { reportDataOf } from './reportData.js';

/**
 * The largest part of a training's time that may go into its report. After hundreds of epochs a report takes tens of
 * milliseconds, so that short epochs do not get one each.
 */
const LARGEST_SHARE = 0.05;

/** All may be left out. */
export interface ReportSinkOptions {
  /** The failures of the run that is resumed */
  readonly failures?: readonly MeasurementFailure[];
  /** Whether another run has taken the folder: nothing is written then */
  readonly isOthers?: () => boolean;
  /** The clock, in milliseconds */
  readonly now?: () => number;
}

/**
 * Rewrites report.html of a run folder after each record and at the end. A reader sees either the whole new report or the
 * whole previous one. After a report that took t milliseconds, the next one is written no earlier than 20 t later.
 */
export class ReportSink implements Sink {
  readonly name: string;
  readonly #file: string;
  readonly #history = new RunHistory();
  readonly #earlier: readonly MeasurementFailure[];
  #failures = new FailureTally();
  readonly #now: () => number;
  readonly #isOthers: () => boolean;
  #info: RunInfo | undefined;
  #snapshot: GeometrySnapshot | undefined;
  #updated = '';
  #outdated = false;
  /** Whether the file shows the run as running */
  #showsRunning = false;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly folder: string,
    { failures = [], isOthers = () => false, now = () => performance.now() }: ReportSinkOptions = {},
  ) {
    this.#now = now;
    this.#isOthers = isOthers;
    this.#earlier = failures;
    this.#file = join(folder, 'report.html');
    this.name = `the report ${this.#file}`;
  }

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): void {
    this.#info = run;
    for (const record of earlier) this.#history.add(record);
    this.#failures = FailureTally.of(this.#earlier, earlier.at(-1)?.epoch);
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    this.#history.add(record);
    this.#failures.measured();
    this.#snapshot = snapshot;
    this.#change();
  }

  fail(failure: MeasurementFailure): void {
    this.#failures.add(failure);
    this.#change();
  }

  #change(): void {
    this.#updated = new Date().toISOString();
    this.#outdated = true;
    if (this.#now() >= this.#notBefore) this.#save('alive');
  }

  /** Also says that the run has ended, or was stopped. */
  close(stopped?: Stopped): void {
    if (stopped && this.#info) this.#info = { ...this.#info, stopped };
    if (this.#outdated || this.#showsRunning) this.#save('nobody');
  }

  /** If writing fails, the next report has the data. */
  #save(writer: Writer): void {
    if (this.#info === undefined) return;
    if (this.#isOthers()) throw new Error(`${this.folder} is the folder of another run`);
    const start = this.#now();
    const run = {
      folder: this.folder,
      name: this.#info.run,
      info: this.#info,
      history: this.#history,
      ...(this.#snapshot && { snapshot: this.#snapshot }),
      updated: this.#updated,
      ...(this.#failures.unmeasured && { unmeasured: this.#failures.unmeasured }),
      writer,
      problems: this.#failures.words(),
    };
    try {
      writeWhole(this.#file, reportHtml(reportDataOf([run])));
      this.#outdated = false;
      this.#showsRunning = writer === 'alive';
    } finally {
      // On a full disk the time of a report must not be spent for each record.
      const end = this.#now();
      this.#notBefore = end + (end - start) / LARGEST_SHARE;
    }
  }
}

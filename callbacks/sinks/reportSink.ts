import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { failureWords } from '../../formats/runs/failureWords.js';
import { reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import type { MeasurementFailure } from '../../src/record/failure.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { RunHistory } from '../../src/record/runHistory.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';
import { writeWhole } from '../run/runFolder.js';
import type { Sink } from './sink.js';

/**
 * The largest part of the time of a training that goes into its report. Making one takes tens of milliseconds after
 * hundreds of epochs: epochs that are about as short do not get one each.
 */
const LARGEST_SHARE = 0.05;

/** All may be left out. */
export interface ReportSinkOptions {
  /** Of the run that is resumed */
  readonly failures?: readonly MeasurementFailure[];
  /** Whether the folder is somebody else's by now: nothing is written then */
  readonly isOthers?: () => boolean;
  /** The clock, in milliseconds */
  readonly now?: () => number;
}

/**
 * Writes report.html of a run folder anew after every record, and at the end: a reader sees all of it, or all of the
 * one before. A record that comes within 20 times the time that the last report took waits for the next one.
 */
export class ReportSink implements Sink {
  readonly name: string;
  readonly #file: string;
  readonly #history = new RunHistory();
  readonly #failures: MeasurementFailure[];
  readonly #now: () => number;
  readonly #isOthers: () => boolean;
  #info: RunInfo | undefined;
  #snapshot: GeometrySnapshot | undefined;
  #updated = '';
  #outdated = false;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly folder: string,
    { failures = [], isOthers = () => false, now = () => performance.now() }: ReportSinkOptions = {},
  ) {
    this.#now = now;
    this.#isOthers = isOthers;
    this.#failures = [...failures];
    this.#file = join(folder, 'report.html');
    this.name = `the report ${this.#file}`;
  }

  open(run: RunInfo, earlier: readonly NeuralCollapseRecord[] = []): void {
    this.#info = run;
    for (const record of earlier) this.#history.add(record);
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    this.#history.add(record);
    this.#snapshot = snapshot;
    this.#change();
  }

  fail(failure: MeasurementFailure): void {
    this.#failures.push(failure);
    this.#change();
  }

  #change(): void {
    this.#updated = new Date().toISOString();
    this.#outdated = true;
    if (this.#now() >= this.#notBefore) this.#save();
  }

  close(): void {
    if (this.#outdated) this.#save();
  }

  /** What could not be written is in the next report. */
  #save(): void {
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
      problems: failureWords(this.#failures),
    };
    try {
      writeWhole(this.#file, reportHtml(reportDataOf([run])));
      this.#outdated = false;
    } finally {
      // A disk that is full must not cost the time of a report for each record.
      const end = this.#now();
      this.#notBefore = end + (end - start) / LARGEST_SHARE;
    }
  }
}

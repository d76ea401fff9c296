import { join } from 'node:path';
import { reportHtml } from '../../report/html.js';
import { reportDataOf } from '../../report/reportData.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';
import { writeWhole } from '../run/runFolder.js';
import type { Sink } from './sink.js';

/** Writes report.html of a run folder anew after every record: a reader sees all of it, or all of the one before. */
export class ReportSink implements Sink {
  readonly name: string;
  readonly #file: string;
  readonly #records: NeuralCollapseRecord[] = [];
  #info: RunInfo | undefined;

  constructor(private readonly folder: string) {
    this.#file = join(folder, 'report.html');
    this.name = `the report ${this.#file}`;
  }

  open(run: RunInfo): void {
    this.#info = run;
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    // Kept first: a report that could not be written holds the record the next time.
    this.#records.push(record);
    if (this.#info === undefined) return;
    const { folder } = this;
    const data = reportDataOf([
      {
        folder,
        name: this.#info.run,
        info: this.#info,
        records: this.#records,
        ...(snapshot && { snapshot }),
        updated: new Date().toISOString(),
        problems: [],
      },
    ]);
    writeWhole(this.#file, reportHtml(data));
  }
}

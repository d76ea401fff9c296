import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import type { GeometrySnapshot } from '../../src/record/snapshot.js';
import type { RunInfo } from '../run/describeRun.js';
import { writeRunInfo, writeWhole } from '../run/runFolder.js';
import { LineFile } from './lineFile.js';
import { writeToLogger } from './loggerSink.js';
import type { Sink } from './sink.js';

/** run.json, metrics.jsonl (one pino line per record) and snapshot.json (of the latest record) of a run folder. */
export class RunFolderSink implements Sink {
  readonly name: string;
  #file: LineFile | undefined;
  #logger: Logger | undefined;
  #run: RunInfo | undefined;

  constructor(private readonly folder: string) {
    this.name = `the run folder ${folder}`;
  }

  open(run: RunInfo): void {
    this.#run = run;
    this.#start();
    writeRunInfo(this.folder, run);
  }

  write(record: NeuralCollapseRecord, snapshot?: GeometrySnapshot): void {
    if (this.#file?.deleted) this.#restore();
    writeToLogger(this.#start(), record);
    if (snapshot) writeWhole(join(this.folder, 'snapshot.json'), JSON.stringify(snapshot));
  }

  /** Somebody has deleted the folder: it is made again, for the records to come. */
  #restore(): void {
    console.warn(`NeuralCollapse: ${this.name} was deleted; it is made again, without the earlier records`);
    this.close();
    this.#start();
    if (this.#run) writeRunInfo(this.folder, this.#run);
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
    this.#logger = undefined;
  }

  /** Also opens the file again: after a failure, and when the callback is used for another fit. */
  #start(): Logger {
    if (this.#logger) return this.#logger;
    mkdirSync(this.folder, { recursive: true });
    this.#file = new LineFile(join(this.folder, 'metrics.jsonl'));
    const options = {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
    };
    this.#logger = pino(options, this.#file);
    return this.#logger;
  }
}

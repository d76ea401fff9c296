import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunInfo } from '../../run/schema/runInfo.js';
import type { NeuralCollapseRecord } from '../../src/record/record.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from './exampleRun.js';

/** A run folder whose files grow as those of a training do. */
export class ExampleRunFolder {
  #epochs = 0;

  constructor(
    readonly path: string,
    info: Partial<RunInfo> = {},
  ) {
    mkdirSync(path, { recursive: true });
    this.#replace('run.json', { ...exampleRunInfo(), ...info });
  }

  /** The next record, as a line of metrics.jsonl without its end. */
  line(changes: Partial<NeuralCollapseRecord> = {}): string {
    const envelope = { level: 'info', time: '2026-01-02T03:04:06.000Z' };
    return JSON.stringify({ ...envelope, ...exampleRecord(this.#epochs++), ...changes, msg: 'a record' });
  }

  /** Appends text to metrics.jsonl as it is. */
  append(text: string): void {
    appendFileSync(join(this.path, 'metrics.jsonl'), text);
  }

  /** Appends the next record, in one piece. */
  record(changes: Partial<NeuralCollapseRecord> = {}): void {
    this.append(`${this.line(changes)}\n`);
  }

  snapshot(epoch: number): void {
    this.#replace('snapshot.json', exampleSnapshot(epoch));
  }

  #replace(name: string, content: unknown): void {
    const file = join(this.path, name);
    writeFileSync(`${file}.part`, JSON.stringify(content));
    renameSync(`${file}.part`, file);
  }
}

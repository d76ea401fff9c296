import { cpSync, existsSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scalarPoints } from '../../../run/tensorboard/points.js';
import { TensorBoardSink } from '../../../run/tensorboard/tensorBoardSink.js';
import { eventFilesOf, readEvents } from '../../helpers/eventFiles.js';
import { exampleRecord, exampleRunInfo, exampleSnapshot } from '../../helpers/exampleRun.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const RECORDS = [0, 1, 2, 3].map(exampleRecord);
const RUNS = [...new Set(RECORDS.flatMap(record => scalarPoints(record).map(({ run }) => run)))];

/** Writes some epochs, as a process does that is killed: without `close`. */
function write(folder: string, epochs: readonly number[], earlier: readonly number[] = []): TensorBoardSink {
  const sink = new TensorBoardSink(folder);
  const resumed = [{ time: '', epoch: epochs[0]!, changed: [] }];
  sink.open(
    { ...exampleRunInfo(), ...(earlier.length > 0 && { resumed }) },
    // As metrics.jsonl gives them.
    earlier.map(epoch => JSON.parse(JSON.stringify(exampleRecord(epoch)))),
  );
  for (const epoch of epochs) sink.write(exampleRecord(epoch), exampleSnapshot(epoch));
  return sink;
}

/**
 * What readers show of a run, by tag: TensorBoard's own forgets all from the step of a start on, its data server the points
 * of a tag from a step on when that step comes again.
 */
function shown(folder: string): Record<string, [step: number, value: number][]> {
  let points: { tag: string; step: number; value: number }[] = [];
  for (const { step = 0, sessionLog, summary } of eventFilesOf(folder).flatMap(wholeEvents)) {
    if (sessionLog) points = points.filter(point => point.step < step);
    for (const { tag, simpleValue } of summary?.value ?? []) {
      // Neither reader may see a step twice, or steps that fall.
      expect(points.filter(point => point.tag === tag && point.step >= step)).toEqual([]);
      if (simpleValue !== undefined) points.push({ tag, step, value: simpleValue });
    }
  }
  const tags = [...new Set(points.map(({ tag }) => tag))].sort();
  return Object.fromEntries(
    tags.map(tag => [
      tag,
      points.filter(point => point.tag === tag).map(({ step, value }) => [step, value] as [number, number]),
    ]),
  );
}

/** Up to what a kill has left of a record. */
function wholeEvents(file: string) {
  const whole = wholeLength(readFileSync(file));
  const copy = join(temporaryFolder(), 'copy');
  cpSync(file, copy);
  truncateSync(copy, whole);
  return readEvents(copy);
}

function wholeLength(bytes: Buffer): number {
  let at = 0;
  while (at + 16 <= bytes.length) {
    const next = at + 16 + Number(bytes.readBigUInt64LE(at));
    if (next > bytes.length) break;
    at = next;
  }
  return at;
}

/** What is to be seen: every number of every record. */
function expected(run: string) {
  const points: Record<string, [number, number][]> = {};
  for (const record of RECORDS) {
    for (const { values } of scalarPoints(record).filter(point => point.run === run)) {
      for (const { tag, simpleValue } of values) {
        points[tag] = [...(points[tag] ?? []), [record.epoch, Math.fround(simpleValue!)]];
      }
    }
  }
  return Object.fromEntries(Object.entries(points).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function expectComplete(folder: string, what: string): void {
  for (const run of RUNS) expect(shown(join(folder, run)), `${run} ${what}`).toEqual(expected(run));
}

const fileOf = (folder: string, run: string) => eventFilesOf(join(folder, run))[0]!;

describe('event files of a run that is resumed', () => {
  it('get the last record where the process was killed before any of them, or between two', () => {
    for (let written = 0; written <= RUNS.length; written++) {
      const folder = temporaryFolder();
      const sink = write(folder, [0, 1]);
      const before = RUNS.map(run => readFileSync(fileOf(folder, run)).length);
      sink.write(exampleRecord(2), exampleSnapshot(2));
      RUNS.forEach((run, i) => {
        if (i >= written) truncateSync(fileOf(folder, run), before[i]!);
      });
      write(folder, [3], [0, 1, 2]).close();
      expectComplete(folder, `after ${written} of ${RUNS.length}`);
    }
  });

  it('get everything from the first gap on, wherever a file is cut off', () => {
    const whole = temporaryFolder();
    write(whole, [0, 1, 2]);
    const length = readFileSync(fileOf(whole, 'predicted')).length;
    for (const end of Array.from({ length: 12 }, (_, i) => Math.floor((length * i) / 11))) {
      const folder = temporaryFolder();
      cpSync(whole, folder, { recursive: true });
      truncateSync(fileOf(folder, 'predicted'), end);
      write(folder, [3], [0, 1, 2]).close();
      expectComplete(folder, `cut at ${end}`);
    }
  });

  it('get a gap that an earlier process has left behind it, and keep the pictures', () => {
    const folder = temporaryFolder();
    const sink = write(folder, [0]);
    const { length } = readFileSync(fileOf(folder, 'measured'));
    sink.write(exampleRecord(1), exampleSnapshot(1));
    truncateSync(fileOf(folder, 'measured'), length);
    // A process that did not look.
    write(folder, [2]).close();
    const images = () =>
      eventFilesOf(join(folder, 'measured'))
        .flatMap(wholeEvents)
        .flatMap(({ step, summary }) => (summary?.value ?? []).filter(({ image }) => image).map(() => step));
    const before = images();
    expect(before).toContain(2);
    write(folder, [3], [0, 1, 2]).close();
    expectComplete(folder, 'with a gap in the middle');
    expect(images().filter(step => step === 2).length).toBeGreaterThan(before.filter(s => s === 2).length);
  });

  it('are made of all records where there are none, and left alone where nothing is missing', () => {
    const folder = temporaryFolder();
    write(folder, [0, 1, 2]);
    const files = RUNS.map(run => fileOf(folder, run));
    const before = files.map(file => readFileSync(file));
    new TensorBoardSink(folder).open(exampleRunInfo(), RECORDS.slice(0, 3));
    RUNS.forEach((run, i) => {
      expect(eventFilesOf(join(folder, run))).toHaveLength(1);
      expect(readFileSync(files[i]!)).toEqual(before[i]);
    });
    for (const run of RUNS) rmSync(join(folder, run), { recursive: true });
    write(folder, [3], [0, 1, 2]).close();
    expectComplete(folder, 'made anew');
    expect(existsSync(join(folder, 'measured'))).toBe(true);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReportData } from '../../report/reportData.js';
import { ReportSink } from '../../report/reportSink.js';
import { fakeRun } from '../helpers/fakeRun.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** The data inside a report. */
function dataOf(folder: string): ReportData {
  const html = readFileSync(join(folder, 'report.html'), 'utf8');
  return JSON.parse(/<script type="application\/json" id="report-data">(.*?)<\/script>/.exec(html)![1]!);
}

const epochsIn = (folder: string) => dataOf(folder).runs[0]!.state!.epochs;

describe('ReportSink', () => {
  it('writes the whole report after every record, and leaves nothing else behind', () => {
    const { info, records, snapshot } = fakeRun({ epochs: 3 });
    const folder = temporaryFolder();
    // An hour between any two readings: no report takes a twentieth of that.
    let time = 0;
    const sink = new ReportSink(folder, { now: () => time });
    sink.open(info);
    for (const [i, record] of records.entries()) {
      time += 3_600_000;
      sink.write(record, snapshot);
      expect(epochsIn(folder)).toBe(i + 1);
    }
    expect(readdirSync(folder)).toEqual(['report.html']);
    expect(dataOf(folder).runs[0]!.geometry!.epoch).toBe(2);
  });

  it('does not spend more than a twentieth of the time, and has every record at the end', () => {
    const { info, records } = fakeRun({ epochs: 12 });
    const folder = temporaryFolder();
    // Each reading of the clock is a millisecond later: a report takes 1 ms, the next is due 20 ms later.
    let time = 0;
    const sink = new ReportSink(folder, { now: () => time++ });
    sink.open(info);
    for (const record of records) sink.write(record);
    expect(epochsIn(folder)).toBe(1);
    time += 20;
    sink.write(records[0]!);
    expect(epochsIn(folder)).toBe(13);
    sink.write(records[0]!);
    sink.close();
    expect(epochsIn(folder)).toBe(14);
  });

  it('says at the end that the run is over, and writes nothing where nothing has come since', () => {
    const { info, records } = fakeRun({ epochs: 1 });
    const folder = temporaryFolder();
    const sink = new ReportSink(folder);
    sink.close();
    sink.open(info);
    sink.write(records[0]!);
    sink.close();
    expect(epochsIn(folder)).toBe(1);
    rmSync(join(folder, 'report.html'));
    sink.close();
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });

  it('keeps records through a failure', () => {
    const { info, records } = fakeRun({ epochs: 3 });
    const folder = join(temporaryFolder(), 'later');
    // Each reading of the clock is a millisecond later: after a report, the next one is tried 20 ms later.
    let time = 0;
    const sink = new ReportSink(folder, { now: () => time++ });
    sink.open(info);
    expect(() => sink.write(records[0]!)).toThrow(/ENOENT/);
    expect(() => sink.write(records[1]!)).not.toThrow();
    mkdirSync(folder);
    time += 20;
    sink.write(records[2]!);
    expect(epochsIn(folder)).toBe(3);
  });
});

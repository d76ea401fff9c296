import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { FollowedRecords } from '../../helpers/followedRecords.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

describe('readRun', () => {
  it('reads what was written, without the envelope of pino', () => {
    const run = fakeRun({ epochs: 4 });
    const folder = writeRunFolder(temporaryFolder(), run);
    expect(readRun(folder)).toEqual({ ...run, folder });
  });

  it('leaves out a last line that is not complete', () => {
    const run = fakeRun({ epochs: 3 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const file = join(folder, 'metrics.jsonl');
    const line = JSON.stringify(run.records[2]);
    for (const written of [1, 100, line.length - 1]) {
      writeRunFolder(join(folder, '..'), run);
      appendFileSync(file, line.slice(0, written));
      const { records, problems } = readRun(folder);
      expect(records).toEqual(run.records);
      expect(problems).toEqual([]);
    }
  });

  it('takes a last line that only lacks its end', () => {
    const run = fakeRun({ epochs: 3 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const file = join(folder, 'metrics.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    expect(readRun(folder).records).toHaveLength(3);
  });

  it('says which other lines are no records, and reads the rest', () => {
    const run = fakeRun({ epochs: 2 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const file = join(folder, 'metrics.jsonl');
    const [first, second] = readFileSync(file, 'utf8').trimEnd().split('\n');
    writeFileSync(file, [first, '{"schema":"tfjs-nc.record/9"}', 'null', '\u0000', second, ''].join('\n'));
    const { records, problems } = readRun(folder);
    expect(records).toEqual(run.records);
    expect(problems).toEqual(
      [2, 3, 4].map(n => `line ${n} of metrics.jsonl is not a record of schema tfjs-nc.record/2`),
    );
  });

  it('reads around what a power loss leaves: zeros behind, in front of and instead of lines', () => {
    const run = fakeRun({ epochs: 3 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const file = join(folder, 'metrics.jsonl');
    const [first, second, third] = readFileSync(file, 'utf8').trimEnd().split('\n');
    const zeros = '\0'.repeat(4096);
    writeFileSync(file, `${first}\n${second}\n${third}\n${zeros}`);
    expect(readRun(folder)).toMatchObject({ records: run.records, problems: [] });
    writeFileSync(file, `${first}\n${zeros}\n${second}\n${zeros}${third}\n`);
    expect(readRun(folder)).toMatchObject({
      records: run.records,
      problems: ['line 2 of metrics.jsonl is not a record of schema tfjs-nc.record/2'],
    });
  });

  it('tells which epochs were not measured: each of a few, the first and the last of many', () => {
    const run = fakeRun({ epochs: 2 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const failure = (epoch: number) =>
      JSON.stringify({ schema: 'tfjs-nc.failure/1', run: 'a', epoch, error: `reason ${epoch}`, logs: {} });
    for (const epoch of [2, 3]) appendFileSync(join(folder, 'metrics.jsonl'), `${failure(epoch)}\n`);
    expect(readRun(folder)).toMatchObject({
      records: run.records,
      problems: ['epoch 2 was not measured: reason 2', 'epoch 3 was not measured: reason 3'],
    });
    for (let epoch = 4; epoch < 9; epoch++)
      appendFileSync(join(folder, 'metrics.jsonl'), `${failure(epoch)}\n`);
    expect(readRun(folder).problems).toEqual([
      '7 epochs were not measured; the first one: epoch 2 was not measured: reason 2',
      'the last one: epoch 8 was not measured: reason 8',
    ]);
    expect(new FollowedRecords(folder).run).toEqual(readRun(folder));
  });

  it('fills in what records of the first version do not have', () => {
    const run = fakeRun({ epochs: 1 });
    const folder = writeRunFolder(temporaryFolder(), run);
    const { theory, outliers, depth, ...early } = run.records[0]!;
    writeFileSync(join(folder, 'metrics.jsonl'), `${JSON.stringify(early)}\n`);
    expect(readRun(folder).records[0]).toMatchObject({
      depth: [],
      theory: { absent: expect.stringMatching(/version/) },
      outliers: { absent: expect.stringMatching(/version/) },
    });
  });

  it('has no records before the first epoch, and no snapshot where none can be read', () => {
    const { snapshot, ...run } = fakeRun({ epochs: 1 });
    const folder = writeRunFolder(temporaryFolder(), { ...run, records: [] });
    expect(readRun(folder)).toMatchObject({ records: [], problems: [] });
    writeFileSync(join(folder, 'snapshot.json'), '{"schema":');
    const read = readRun(folder);
    expect(read.snapshot).toBeUndefined();
    expect(read.problems).toEqual(['snapshot.json is not of schema tfjs-nc.snapshot/1']);
  });

  it('refuses what is no run folder', () => {
    const folder = temporaryFolder();
    expect(() => readRun(folder)).toThrow(/^readRun: folder must be a run folder, with a run\.json/);
    writeFileSync(join(folder, 'run.json'), '{"schema":"something/1"}');
    expect(() => readRun(folder)).toThrow(/whose run\.json is none/);
  });
});

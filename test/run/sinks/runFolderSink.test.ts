import type fs from 'node:fs';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { RunFolderSink } from '../../../run/sinks/runFolderSink.js';
import { fakeRun } from '../../helpers/fakeRun.js';
import { fullFile } from '../../helpers/fullDisk.js';
import { mutedWarnings } from '../../helpers/mutedWarnings.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  return { ...actual, writeSync: vi.fn(actual.writeSync) };
});

const warnings = mutedWarnings();
let temporary: string;
beforeEach(() => {
  temporary = temporaryFolder();
  vi.stubEnv('TMPDIR', temporary);
});
afterEach(() => void vi.unstubAllEnvs());

/** A sink that has been given the first three records of six. */
function begun() {
  const { info, records } = fakeRun({ epochs: 6 });
  const folder = join(temporaryFolder(), 'a');
  const log = join(folder, 'metrics.jsonl');
  const sink = new RunFolderSink(folder);
  sink.open(info);
  for (const record of records.slice(0, 3)) sink.write(record);
  return { sink, folder, log, rest: records.slice(3) };
}

const epochsIn = (folder: string) => readRun(folder).records.map(({ epoch }) => epoch);
const rescued = () =>
  readdirSync(temporary)
    .filter(name => name.startsWith('tfjs-nc-rescued-'))
    .map(name => join(temporary, name));
const ALL = [0, 1, 2, 3, 4, 5];

describe('a run folder in whose place another one has come', () => {
  it('that is a copy of it is gone on with', () => {
    const { sink, folder, rest } = begun();
    cpSync(folder, `${folder}-copy`, { recursive: true });
    sink.write(rest[0]!);
    rmSync(folder, { recursive: true });
    cpSync(`${folder}-copy`, folder, { recursive: true });
    for (const record of rest.slice(1)) sink.write(record);
    sink.close();
    expect(epochsIn(folder)).toEqual(ALL);
    expect(readdirSync(folder)).not.toContain('run.lock');
  });

  it('that has the records of another run is left alone; ours are a run folder elsewhere', () => {
    const { sink, folder, log, rest } = begun();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(log, 'the lines of another run\n');
    for (const record of rest) expect(() => sink.write(record)).toThrow(/is that of another run, in place/);
    // Somebody who is right in it can have it.
    expect(readdirSync(folder)).toEqual(['metrics.jsonl']);
    expect(() => sink.close()).toThrow(/is that of another run/);
    expect(readFileSync(log, 'utf8')).toBe('the lines of another run\n');
    expect(rescued()).toHaveLength(1);
    expect(epochsIn(rescued()[0]!)).toEqual(ALL);
    expect(warnings().at(-1)).toContain(`6 of the lines of the run folder ${folder}`);
    // It goes away after the training, and the callback is used for another one.
    rmSync(folder, { recursive: true });
    sink.write({ ...rest[0]!, epoch: 6 });
    sink.close();
    expect(epochsIn(folder)).toEqual([...ALL, 6]);
    expect(rescued()).toEqual([]);
  });

  it('that takes nothing for a while gets all records afterwards', async () => {
    const { sink, folder, log, rest } = begun();
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    writeFileSync(log, '');
    const disk = await fullFile(log);
    expect(() => sink.write(rest[0]!)).toThrow(/ENOSPC/);
    expect(() => sink.write(rest[1]!)).toThrow(/ENOSPC/);
    disk.empty();
    sink.write(rest[2]!);
    expect(epochsIn(folder)).toEqual(ALL);
    sink.close();
  });
});

it('writes run.json at the end, where it could not be written before and all lines were', () => {
  const { info, records } = fakeRun({ epochs: 1 });
  const folder = join(temporaryFolder(), 'a');
  const sink = new RunFolderSink(folder);
  const inTheWay = join(folder, 'run.json');
  mkdirSync(join(inTheWay, 'x'), { recursive: true });
  expect(() => sink.open(info)).toThrow();
  expect(() => sink.write(records[0]!)).toThrow();
  rmSync(inTheWay, { recursive: true });
  sink.close();
  expect(epochsIn(folder)).toEqual([0]);
});

import { closeSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { ExampleRunFolder } from '../../helpers/exampleRunFolder.js';
import { FollowedRecords } from '../../helpers/followedRecords.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

function exampleFolder(): ExampleRunFolder {
  return new ExampleRunFolder(join(temporaryFolder(), 'a run'));
}

const epochsOf = ({ run }: FollowedRecords) => run.records.map(({ epoch }) => epoch);

describe('RunFollower', () => {
  it('knows at every moment what a complete reading gives', () => {
    const folder = exampleFolder();
    const follower = new FollowedRecords(folder.path);
    const same = () => expect(follower.run).toEqual(readRun(folder.path));
    same();
    for (const step of [
      () => folder.record(),
      () => folder.snapshot(0),
      () => folder.append(`${folder.line()}\nno JSON\n\n${folder.line({ run: 'naïve λ €' })}\n`),
      () => folder.append('nor this\n'),
      () => folder.snapshot(3),
    ]) {
      step();
      expect(follower.poll()).toBe(true);
      same();
    }
    expect(follower.run.problems).toHaveLength(2);
    expect(follower.run.records).toHaveLength(3);
    expect(follower.poll()).toBe(false);
  });

  it('waits for the end of a line, also where it was cut inside a character', () => {
    const folder = exampleFolder();
    const follower = new FollowedRecords(folder.path);
    const bytes = Buffer.from(`${folder.line({ run: 'ü' })}\n`);
    const cut = bytes.indexOf('ü') + 1;
    const file = openSync(join(folder.path, 'metrics.jsonl'), 'a');
    writeSync(file, bytes.subarray(0, cut));
    expect(follower.poll()).toBe(false);
    expect(follower.run.records).toEqual([]);
    writeSync(file, bytes.subarray(cut));
    closeSync(file);
    expect(follower.poll()).toBe(true);
    expect(follower.run.records[0]!.run).toBe('ü');
  });

  it('takes a torn line that its writer withdraws and replaces by a longer or shorter one', () => {
    const folder = exampleFolder();
    folder.record();
    const follower = new FollowedRecords(folder.path);
    const complete = statSync(join(folder.path, 'metrics.jsonl')).size;
    folder.append('{"torn":');
    follower.poll();
    truncateSync(join(folder.path, 'metrics.jsonl'), complete);
    expect(follower.poll()).toBe(false);
    folder.append('1234567\n');
    expect(follower.poll()).toBe(true);
    expect(follower.run).toEqual(readRun(folder.path));
  });

  it('does not read again what it has read', () => {
    const folder = exampleFolder();
    folder.record();
    const follower = new FollowedRecords(folder.path);
    const file = openSync(join(folder.path, 'metrics.jsonl'), 'r+');
    writeSync(file, 'garbage', 0);
    closeSync(file);
    folder.record();
    follower.poll();
    expect(epochsOf(follower)).toEqual([0, 1]);
    expect(follower.run.problems).toEqual([]);
  });

  it('reads a line that is longer than what is read at a time', () => {
    const folder = exampleFolder();
    folder.append(`${folder.line({ run: 'x'.repeat(40 * 2 ** 20) })}\n${folder.line()}\n`);
    expect(epochsOf(new FollowedRecords(folder.path))).toEqual([0, 1]);
  });

  it('begins again where the folder was deleted and made again, and keeps what it has in between', () => {
    const folder = exampleFolder();
    folder.record();
    folder.record();
    const follower = new FollowedRecords(folder.path);
    rmSync(folder.path, { recursive: true });
    expect(follower.poll()).toBe(false);
    expect(epochsOf(follower)).toEqual([0, 1]);
    const again = new ExampleRunFolder(folder.path, { backend: 'another' });
    for (const epoch of [7, 8, 9]) again.record({ epoch });
    expect(follower.poll()).toBe(true);
    expect(follower.run).toEqual(readRun(folder.path));
    expect(epochsOf(follower)).toEqual([7, 8, 9]);
  });

  it('throws for a folder that is no run', () => {
    expect(() => new FollowedRecords(temporaryFolder())).toThrow(/folder must be a run folder.*received/);
  });
});

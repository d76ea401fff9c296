import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { phaseWords, standingOf, standingText, standingWords } from '../../../run/read/standing.js';
import { ownIdentity } from '../../../run/write/processIdentity.js';
import { RunLock } from '../../../run/write/runLock.js';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { FollowedRecords } from '../../helpers/followedRecords.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

/** `now`: by default when the last record was written. */
const standing = (folder: string, now?: number) => {
  const run = readRun(folder);
  return standingOf({ ...run, last: run.records.at(-1), now: now ?? Date.parse(run.updated ?? '') });
};
const words = (folder: string, now?: number) => standingWords(standing(folder, now));

function folderOf(epochs = 4, terminalFrom?: number): string {
  const run = fakeRun({ name: 'a', epochs, ...(terminalFrom !== undefined && { terminalFrom }) });
  return writeRunFolder(temporaryFolder(), run);
}

const append = (folder: string, ...lines: unknown[]) =>
  appendFileSync(join(folder, 'metrics.jsonl'), lines.map(line => `${JSON.stringify(line)}\n`).join(''));

const failure = (epoch: number, error: string, loss: number | null = 1) => ({
  schema: 'tfjs-nc.failure/1',
  run: 'a',
  epoch,
  error,
  logs: { loss },
});

describe('what became of a run', () => {
  it('is told by its lock: running while the process lives, finished when it was given back', () => {
    const folder = folderOf();
    expect(words(folder)).toBe('finished');
    const lock = new RunLock(folder);
    lock.acquire();
    expect(words(folder)).toBe('running');
    lock.release();
    expect(words(folder)).toBe('finished');
  });

  it('is a death where the process that has the lock has ended', () => {
    const folder = folderOf();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const holder = { ...ownIdentity(), pid, id: 'x', since: '2026-01-01T00:00:00.000Z' };
    writeFileSync(join(folder, 'run.lock'), JSON.stringify(holder));
    expect(words(folder)).toBe('died');
    // What a power loss leaves of one.
    writeFileSync(join(folder, 'run.lock'), '\0\0');
    expect(words(folder)).toBe('died');
    writeFileSync(join(folder, 'run.lock'), JSON.stringify({ ...holder, host: `not-${hostname()}` }));
    expect(words(folder)).toBe('on another machine');
  });

  describe('of a process of another machine', () => {
    const MINUTE = 60_000;
    const elsewhere = (epochMs?: number, every: unknown = 1) => {
      const run = fakeRun({ name: 'a', epochs: 4 });
      const records = run.records.map(record => ({
        ...record,
        timing: { measureMs: 1, ...(epochMs !== undefined && { epochMs }) },
      }));
      const info = { ...run.info, options: { every } };
      const folder = writeRunFolder(temporaryFolder(), { ...run, info, records });
      const holder = { ...ownIdentity(), host: `not-${hostname()}`, id: 'x', since: '' };
      writeFileSync(join(folder, 'run.lock'), JSON.stringify(holder));
      return { folder, last: Date.parse(run.updated!) };
    };

    it.each([
      ['9 min after epochs of 1 s', 1000, 1, 9, 'on another machine'],
      ['11 min after epochs of 1 s', 1000, 1, 11, 'stale, silent for 11 min'],
      ['19 epochs of 10 min', 10 * MINUTE, 1, 190, 'on another machine'],
      ['21 epochs of 10 min', 10 * MINUTE, 1, 210, 'stale, silent for 3 h'],
      ['21 epochs, every fifth of which is measured', 10 * MINUTE, 5, 210, 'on another machine'],
      ['a week', 1000, 1, 7 * 24 * 60, 'stale, silent for 7 days'],
      ['a clock that is behind', 1000, 1, -60, 'on another machine'],
      ['epochs of unknown length', undefined, 1, 7 * 24 * 60, 'on another machine'],
    ])('%s', (_, epochMs, every, minutes, expected) => {
      const { folder, last } = elsewhere(epochMs, every);
      expect(words(folder, last + minutes * MINUTE)).toBe(expected);
    });

    it('is told for what it is in every place', () => {
      const { folder, last } = elsewhere(1000);
      const found = standing(folder, last + 180 * MINUTE);
      expect(found).toMatchObject({ activity: 'stale', silentMs: 180 * MINUTE });
      expect(standingText(found).text).toBe(
        'Stale: written on another machine, and no record for 3 h, much longer than its epochs took.',
      );
      // One that is known to live is only slow, one that has ended is dead.
      for (const [writer, activity] of [
        ['alive', 'running'],
        ['ended', 'died'],
        ['nobody', 'finished'],
      ] as const) {
        const run = readRun(folder);
        const facts = { ...run, writer, last: run.records.at(-1), now: last + 180 * MINUTE };
        expect(standingOf(facts).activity).toBe(activity);
      }
    });
  });

  it('is noticed by those who follow it, though no other file changes', () => {
    const folder = folderOf();
    const lock = new RunLock(folder);
    lock.acquire();
    const followed = new FollowedRecords(folder);
    expect([followed.poll(), followed.run.writer]).toEqual([false, 'alive']);
    const dead = { ...ownIdentity(), pid: spawnSync(process.execPath, ['-e', '']).pid, id: 'x', since: '' };
    writeFileSync(join(folder, 'run.lock'), JSON.stringify(dead));
    expect([followed.poll(), followed.run.writer, followed.poll()]).toEqual([true, 'ended', false]);
    rmSync(join(folder, 'run.lock'));
    expect([followed.poll(), followed.run.writer]).toEqual([true, 'nobody']);
  });

  it('says what has stopped it', () => {
    const run = fakeRun({ name: 'a' });
    const stopped = { time: '2026-01-01T00:00:00.000Z', by: 'SIGTERM' };
    const folder = writeRunFolder(temporaryFolder(), { ...run, info: { ...run.info, stopped } });
    expect(words(folder)).toBe('stopped by SIGTERM');
  });
});

describe('the latest epoch', () => {
  it.each([
    ['NaN outputs', failure(4, "the network's outputs must be finite; 3 of 36 samples have NaN")],
    ['NaN features', failure(4, 'features must be finite, and their squares in the range of float32')],
    ['a loss that is NaN', failure(4, 'whatever', null)],
  ])('has diverged: %s', (_, line) => {
    const folder = folderOf(4, 2);
    append(folder, line, failure(5, 'the same'));
    expect(words(folder)).toBe('finished, diverged at epoch 4');
    expect(standing(folder)).toMatchObject({ measured: 3, unmeasured: { from: 4, to: 5, diverged: true } });
    // Nothing is known of the phase since.
    expect(phaseWords(standing(folder))).toBe('since epoch 2, unknown now');
    expect(standingWords(standingOf({ ...new FollowedRecords(folder).run, last: undefined }))).toBe(
      'finished, diverged at epoch 4',
    );
  });

  it('is not measured for another reason', () => {
    const folder = folderOf(4);
    append(folder, failure(4, 'batch 3 cannot be read'));
    expect(words(folder)).toBe('finished, not measured since epoch 4');
  });

  it('is fine where it has recovered', () => {
    const folder = folderOf(4);
    append(folder, failure(4, 'outputs must be finite'), { ...fakeRun({ epochs: 6 }).records[5]! });
    expect(words(folder)).toBe('finished');
  });

  it('counts where nothing was measured at all', () => {
    const folder = folderOf(0);
    append(folder, failure(0, 'outputs must be finite'));
    expect(standing(folder)).toEqual({
      activity: 'finished',
      unmeasured: { from: 0, to: 0, diverged: true, reason: 'outputs must be finite' },
      phase: { kind: 'before' },
    });
  });
});

describe('the terminal phase', () => {
  it('is not yet there, there, or left again', () => {
    expect(phaseWords(standing(folderOf(4)))).toBe('not yet');
    expect(phaseWords(standing(folderOf(4, 2)))).toBe('since epoch 2');
    const folder = folderOf(4, 2);
    const [last] = fakeRun({ epochs: 5, terminalFrom: 2 }).records.slice(-1);
    append(folder, { ...last, metrics: { ...last!.metrics, 'train.accuracy': 1 - 1e-5 } });
    expect(phaseWords(standing(folder))).toBe('left (since 2), error 0.001%');
  });
});

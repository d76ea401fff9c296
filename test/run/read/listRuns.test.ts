import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns, newestRun, RunFinder } from '../../../run/read/listRuns.js';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

describe('listRuns', () => {
  it('lists runs by the time they began, then by name, and passes over the rest', () => {
    const logdir = temporaryFolder();
    const at = (name: string, started: string) => {
      const run = fakeRun({ name, epochs: 1 });
      writeRunFolder(logdir, { ...run, info: { ...run.info, started } });
    };
    at('a', '2026-11-21T12:00:00.000Z');
    at('c', '2026-11-21T11:00:00.000Z');
    at('b', '2026-11-21T11:00:00.000Z');
    mkdirSync(join(logdir, 'empty'));
    writeFileSync(join(logdir, 'file'), '');
    expect(listRuns(logdir).map(({ name }) => name)).toEqual(['b', 'c', 'a']);
  });

  it('refuses a folder that is not there', () => {
    expect(() => listRuns(join(temporaryFolder(), 'none'))).toThrow(
      /^listRuns: logdir must be a folder that can be read, received .*ENOENT/,
    );
  });
});

describe('newestRun', () => {
  it('is the one that was started last, of equal ones the last by name', () => {
    const logdir = temporaryFolder();
    expect(newestRun(join(logdir, 'none'))).toBeUndefined();
    expect(newestRun(logdir)).toBeUndefined();
    const finder = new RunFinder(logdir);
    for (const [name, month] of [
      ['b', 3],
      ['a', 2],
      ['c', 1],
    ] as const) {
      const run = fakeRun({ name, epochs: 0 });
      writeRunFolder(logdir, { ...run, info: { ...run.info, started: `2026-0${month}-01T00:00:00.000Z` } });
      expect(finder.newest()?.folder).toBe(join(logdir, 'b'));
    }
    mkdirSync(join(logdir, 'z'));
    expect(newestRun(logdir)).toBe(join(logdir, 'b'));
    const tie = fakeRun({ name: 'b-2', epochs: 0 });
    writeRunFolder(logdir, { ...tie, info: { ...tie.info, started: '2026-03-01T00:00:00.000Z' } });
    expect(finder.newest()?.folder).toBe(join(logdir, 'b-2'));
  });
});

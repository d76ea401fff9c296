import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns } from '../../../run/read/listRuns.js';
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

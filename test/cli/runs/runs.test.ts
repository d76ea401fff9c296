import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { styleFor } from '../../../cli/runs/style.js';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { captureIo } from '../capture.js';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

describe('tfjs-nc runs', () => {
  it('lists the runs of ./runs with their last state', async () => {
    const folder = tempFolder();
    const logdir = join(folder, 'runs');
    writeRunFolder(logdir, fakeRun({ name: 'first', epochs: 11 }));
    writeRunFolder(logdir, fakeRun({ name: 'second', epochs: 21, terminalFrom: 8 }));
    const { code, out } = await run('runs --width 120', folder);
    expect(code).toBe(0);
    const lines = out.split('\n').map(line => line.split(/ {2,}/));
    expect(lines[0]).toEqual([
      'run',
      'state',
      'epoch',
      'NC1',
      'theory gap',
      'accuracy',
      'collapsed',
      'terminal phase',
      'last record',
    ]);
    // 2 exp(−0.1 · 10), to three digits
    expect(lines[1]!.slice(0, 4)).toEqual(['first', 'finished', '10', '0.736']);
    expect(lines[1]).toContain('not yet');
    expect(lines[2]).toEqual(
      expect.arrayContaining(['second', '100.00%', 'since epoch 8', '2026-11-21 12:00 UTC']),
    );
  });

  it('prints JSON', async () => {
    const folder = tempFolder();
    writeRunFolder(folder, fakeRun({ name: 'x', epochs: 3, terminalFrom: 1 }));
    expect(await runJson(`runs ${folder}`)).toMatchObject({
      ok: true,
      runs: [
        {
          ...{ name: 'x', epochs: 3, epoch: 2, terminalPhaseSince: 1, metrics: { 'train.accuracy': 1 } },
          verdict: { collapsed: { answer: 'no' }, advice: expect.any(Array) },
        },
      ],
    });
  });

  it('says where there are none, and refuses a folder that is not there', async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, 'runs'));
    expect(await run('runs', folder)).toMatchObject({ code: 0, out: 'no runs in runs' });
    // The one place where there may be none yet.
    const none = await run('runs', tempFolder());
    expect([none.code, none.out]).toEqual([
      0,
      expect.stringMatching(/^no runs yet: there is no folder \.\/runs/),
    ]);
    expect(await runJson('runs', tempFolder())).toMatchObject({ ok: true, runs: [] });
    const missing = await run('runs nowhere', folder);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/LOGDIR must be a folder that can be read, received nowhere/);
    expect((await run('runs a b', folder)).code).toBe(2);
  });
});

describe('styleFor', () => {
  const styled = (env: NodeJS.ProcessEnv, isTerminal: boolean) =>
    styleFor(captureIo({ env }).io, isTerminal)('bold', 'x');

  it('emphasizes in a terminal, but not with NO_COLOR, nor in a pipe', () => {
    expect(styled({}, true)).toBe('\u001b[1mx\u001b[22m');
    expect(styled({ NO_COLOR: '1' }, true)).toBe('x');
    expect(styled({ TERM: 'dumb' }, true)).toBe('x');
    expect(styled({}, false)).toBe('x');
  });
});

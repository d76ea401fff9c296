import { describe, expect, it } from 'vitest';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

function twoRuns(): string {
  const folder = tempFolder();
  writeRunFolder(folder, fakeRun({ name: 'a', epochs: 11, info: { seed: 1, data: 'same' } }));
  writeRunFolder(
    folder,
    fakeRun({ name: 'b', epochs: 21, terminalFrom: 8, info: { seed: 2, data: 'same' } }),
  );
  return folder;
}

describe('tfjs-nc compare', () => {
  it('has the latest values side by side, theory in brackets, and what differs', async () => {
    const { code, out } = await run('compare a b', twoRuns());
    expect(code).toBe(0);
    const lines = out.split('\n').map(line => line.split(/ {2,}/));
    expect(lines).toContainEqual(['state', 'finished', 'finished']);
    expect(lines).toContainEqual(['epoch', '10', '20']);
    expect(lines).toContainEqual(['terminal phase', 'not yet', 'since epoch 8']);
    // 2 exp(−1) and 2 exp(−2), to four digits; predicted 0
    expect(lines).toContainEqual(['nc1.pinv', '0.7358 (0)', '0.2707 (0)']);
    expect(lines).toContainEqual(['info.seed', '1', '2']);
    expect(out).not.toContain('info.data');
  });

  it('says where nothing differs', async () => {
    expect((await run('compare a a', twoRuns())).out).toMatch(/what differs.*\nnothing$/);
  });

  it('prints JSON', async () => {
    const { runs, differences } = await runJson('compare a b', twoRuns());
    expect(runs.map((one: { epoch: number }) => one.epoch)).toEqual([10, 20]);
    expect(runs[0].predicted['nc1.pinv']).toBe(0);
    expect(differences).toEqual([{ name: 'info.seed', values: ['1', '2'] }]);
  });

  it('needs two runs that are there', async () => {
    const folder = twoRuns();
    const one = await run('compare a', folder);
    expect(one.code).toBe(2);
    expect(one.err).toMatch(/two runs at least must be given, received 1/);
    const missing = await run('compare a c', folder);
    expect(missing.code).toBe(2);
    expect(missing.err).toMatch(/RUN must be the folder of a run, c does not exist/);
  });
});

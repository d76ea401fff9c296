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

  it('has one column for runs that are equal but for the seed, if there are three or more', async () => {
    const folder = twoRuns();
    writeRunFolder(folder, fakeRun({ name: 'c', epochs: 21, info: { seed: 3, data: 'same' } }));
    writeRunFolder(folder, fakeRun({ name: 'd', epochs: 21, info: { seed: 4, data: 'other' } }));
    const { out } = await run('compare a b c d --width 120', folder);
    const lines = out.split('\n').map(line => line.split(/ {2,}/));
    expect(lines[0]).toEqual(['latest values (theory)', 'a, ... (3 runs)', 'd']);
    expect(lines).toContainEqual(['state', 'finished', 'finished']);
    expect(lines).toContainEqual(['epoch', '10, 2 20', '20']);
    // Of 2 exp(−1), 2 exp(−2), 2 exp(−2): mean (2e⁻¹ + 4e⁻²)/3, deviation (2e⁻¹ − 2e⁻²)/√3
    expect(lines).toContainEqual(['nc1.pinv', '0.4257 ± 0.27 (0)', '0.2707 (0)']);
    expect(lines).toContainEqual(['info.seed', '1, 2, 3', '4']);
    expect(lines).toContainEqual(['info.data', 'same', 'other']);
    writeRunFolder(folder, fakeRun({ name: 'e', info: { seed: 1, data: 'other' } }));
    writeRunFolder(folder, fakeRun({ name: 'f', info: { seed: 2, data: 'other' } }));
    const equal = (await run('compare a b e f --width 120', folder)).out.split('\n').slice(-2);
    expect(equal.map(line => line.split(/ {2,}/))).toEqual([
      ['info.data', 'same', 'other'],
      ['info.seed', '1, 2', '1, 2'],
    ]);
    const { groups } = await runJson('compare a b c d', folder);
    expect(groups).toMatchObject([{ name: 'a, ... (3 runs)', runs: ['a', 'b', 'c'] }]);
    const [x, y] = [2 * Math.exp(-1), 2 * Math.exp(-2)];
    expect(groups[0].metrics['nc1.pinv']).toEqual({
      mean: expect.closeTo((x + 2 * y) / 3, 12),
      deviation: expect.closeTo((x - y) / Math.sqrt(3), 12),
      count: 3,
    });
    const single = await run('compare a b c d --group none --width 120', folder);
    expect(single.out.split('\n')[0]!.split(/ {2,}/)).toEqual(['latest values (theory)', 'a', 'b', 'c', 'd']);
    expect((await run('compare a b --group config --width 120', folder)).out).toMatch(/a, \.\.\. \(2 runs\)/);
    expect((await run('compare a b --group seed', folder)).err).toMatch(
      /--group must be one of config, prefix, none, received "seed"/,
    );
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

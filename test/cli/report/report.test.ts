import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

function twoRuns(): string {
  const folder = tempFolder();
  writeRunFolder(folder, fakeRun({ name: 'a', epochs: 3 }));
  writeRunFolder(folder, fakeRun({ name: 'b', epochs: 5 }));
  return folder;
}

/** Names of the runs in a report. */
function runsIn(file: string): string[] {
  const [, json] = /id="report-data">(.*?)<\/script>/.exec(readFileSync(file, 'utf8'))!;
  return JSON.parse(json!).runs.map(({ name }: { name: string }) => name);
}

describe('tfjs-nc report', () => {
  it('writes report.html into the folder of a run, and nothing else', async () => {
    const folder = twoRuns();
    const { code, out } = await run('report a', folder);
    expect(code).toBe(0);
    expect(out).toMatch(/^a\/report\.html \(\d\.\d MB\)$/);
    expect(runsIn(join(folder, 'a/report.html'))).toEqual(['a']);
    expect(readdirSync(join(folder, 'a')).sort()).toEqual([
      'metrics.jsonl',
      'report.html',
      'run.json',
      'snapshot.json',
    ]);
  });

  it('takes the newest run of ./runs where none is named', async () => {
    const folder = twoRuns();
    const { info, ...rest } = fakeRun({ name: 'older' });
    const older = { ...rest, info: { ...info, started: '2026-01-01T00:00:00.000Z' } };
    writeRunFolder(join(folder, 'runs'), older);
    writeRunFolder(join(folder, 'runs'), fakeRun({ name: 'newer' }));
    writeRunFolder(join(folder, 'runs'), { ...older, name: 'z' });
    expect((await run('report', folder)).out).toMatch(/^runs\/newer\/report\.html/);
    expect(runsIn(join(folder, 'runs/newer/report.html'))).toEqual(['newer']);
    expect(await runJson('report -o here.html', folder)).toMatchObject({
      file: 'here.html',
      runs: ['newer'],
    });
  });

  it('takes a file of the run for its folder', async () => {
    const folder = twoRuns();
    expect((await run('report a/metrics.jsonl -o a.html', folder)).code).toBe(0);
    expect(runsIn(join(folder, 'a.html'))).toEqual(['a']);
  });

  it('puts several runs into one file', async () => {
    const folder = twoRuns();
    const result = await runJson('report a b -o both.html', folder);
    expect(result).toMatchObject({ ok: true, file: 'both.html', runs: ['a', 'b'] });
    expect(runsIn(join(folder, 'both.html'))).toEqual(['a', 'b']);
    expect(readFileSync(join(folder, 'both.html')).length).toBe(result.bytes);
    expect((await run('report a b', folder)).out).toMatch(/^report\.html/);
  });

  it.each([
    ['report', /there is no run in \.\/runs: name the folder of one/],
    ['report missing', /missing does not exist/],
    ['report .', /there is no run\.json in it \(tfjs-nc runs \. lists/],
    ['report a -o .', /--output must be a file/],
    ['report a -o no/where.html', /--output must be in a folder that exists/],
    ['report broken', /broken cannot be read/],
  ])('refuses bad input: %s', async (words, message) => {
    const folder = twoRuns();
    const broken = writeRunFolder(folder, fakeRun({ name: 'broken' }));
    writeFileSync(join(broken, 'run.json'), '{}');
    const { code, err } = await run(words, folder);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });
});

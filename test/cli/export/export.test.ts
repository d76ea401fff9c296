import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fakeNc1, fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { run, runJson } from '../run.js';
import { tempFolder } from '../tempFolder.js';

function oneRun(options: Parameters<typeof fakeRun>[0] = {}): string {
  const folder = tempFolder();
  writeRunFolder(folder, fakeRun({ name: 'a', epochs: 4, ...options }));
  return folder;
}

/** Texts of an SVG, in their order. */
function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text!);
}

describe('tfjs-nc export', () => {
  it('writes all metrics as CSV, with all digits', async () => {
    const folder = oneRun();
    expect(await run('export a --csv', folder)).toEqual({ code: 0, out: 'a/metrics.csv', err: '' });
    const lines = readFileSync(join(folder, 'a/metrics.csv'), 'utf8').split('\r\n');
    expect(lines[0]).toMatch(/^epoch,nc1\.pinv,nc1\.pinv\.predicted,nc1\.pinv\.gap,/);
    expect(lines.slice(1, -1).map(line => line.split(',').slice(0, 3).map(Number))).toEqual(
      [0, 1, 2, 3].map(epoch => [epoch, fakeNc1(epoch), 0]),
    );
    expect(lines.at(-1)).toBe('');
  });

  it('prints a table for LaTeX of the epoch that is named, or of the last one', async () => {
    const folder = oneRun();
    const { out } = await run('export a --latex -o -', folder);
    expect(out.split('\n')[0]).toBe('% a, epoch 3; needs \\usepackage{booktabs}');
    expect(out).toContain(`\\texttt{nc1.pinv} & $${fakeNc1(3).toFixed(3)}$ & $0$`);
    const first = await run('export a --latex --epoch 0 -o -', folder);
    expect(first.out).toContain('\\texttt{nc1.pinv} & $2.000$ & $0$');
  });

  it('draws every figure as SVG, with text, without scripts, styles and pictures', async () => {
    const folder = oneRun({ classNames: ['ant', 'bee', 'cat'], layers: ['conv', 'head'] });
    const { files } = await runJson('export a --svg -o figures', folder);
    const names = readdirSync(join(folder, 'figures'));
    expect(files).toHaveLength(names.length);
    const wanted = [
      'nc1.pinv',
      'logs.loss',
      'cosines-means-measured',
      'lengths',
      'projection',
      'depth.nc1.pinv',
    ];
    for (const name of wanted) expect(names).toContain(`${name}.svg`);
    for (const name of names) {
      const svg = readFileSync(join(folder, 'figures', name), 'utf8');
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" /);
      expect([...new Set(svg.match(/(?<=<)[a-zA-Z]+/g))].sort().join()).toMatch(
        /^(circle,|clipPath,|defs,|g,|linearGradient,|path,|polygon,|polyline,|rect,|stop,|svg,?|text)+$/,
      );
      expect(svg).not.toMatch(/ (style|class|on\w+|href|xlink:href)=/);
    }
    const curve = textsOf(readFileSync(join(folder, 'figures/nc1.pinv.svg'), 'utf8'));
    expect(curve).toEqual(expect.arrayContaining(['nc1.pinv', 'epoch', 'measured', 'predicted']));
    expect(textsOf(readFileSync(join(folder, 'figures/lengths.svg'), 'utf8'))).toContain('bee');
  });

  it('leaves hostile names text, in every format', async () => {
    const evil = '=1+1</text><script>alert(1)</script>"\u0001\\input{x}\n%';
    const folder = tempFolder();
    const fake = fakeRun({ epochs: 2, classNames: [evil, 'b', 'c'], layers: [evil, 'b'] });
    const records = fake.records.map(record => ({
      ...record,
      logs: { [evil]: 1, '../../up': 2, '.. .. up': 3 },
    }));
    writeRunFolder(folder, { ...fake, name: 'a', info: { ...fake.info, run: evil }, records });
    await run('export a --svg -o svg', folder);
    for (const name of readdirSync(join(folder, 'svg'))) {
      expect(name).toMatch(/^[\w.-]+\.svg$/);
      const svg = readFileSync(join(folder, 'svg', name), 'utf8');
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain('\u0001');
    }
    expect(readdirSync(folder).sort()).toEqual(['a', 'svg']);
    expect((await run('export a --csv -o -', folder)).out).toContain('"logs.=1+1</text>');
    expect((await run('export a --latex -o -', folder)).out.split('\n')[1]).toMatch(/^\\begin\{tabular\}/);
  });

  it('replaces nothing without --force, and writes nothing then', async () => {
    const folder = oneRun();
    mkdirSync(join(folder, 'figures'));
    writeFileSync(join(folder, 'figures/projection.svg'), 'mine');
    const refused = await run('export a --svg -o figures', folder);
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('figures/projection.svg is there already (--force replaces it)'),
    ]);
    expect(readdirSync(join(folder, 'figures'))).toEqual(['projection.svg']);
    expect((await run('export a --svg -o figures --force', folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'figures/projection.svg'), 'utf8')).toMatch(/^<svg/);
  });

  it('does not write through a link', async () => {
    const folder = oneRun();
    writeFileSync(join(folder, 'other'), 'mine');
    symlinkSync(join(folder, 'other'), join(folder, 'a/metrics.csv'));
    expect((await run('export a --csv', folder)).code).toBe(2);
    expect((await run('export a --csv --force', folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('mine');
  });

  it.each([
    ['export a', /one of --csv, --latex and --svg must be given, received none/],
    ['export a --csv --svg', /received --csv --svg/],
    ['export a b --csv', /one RUN at most, received a b/],
    ['export --csv', /there is no run in \.\/runs/],
    ['export missing --csv', /missing does not exist/],
    ['export a --csv --epoch 1', /--epoch is for --latex/],
    ['export a --latex --epoch 9', /--epoch must be a measured epoch \(0 to 3\), received 9/],
    ['export a --csv -o .', /--output must be a file, received the folder/],
    ['export a --csv -o no/where.csv', /--output must be in a folder that exists/],
    ['export a --svg -o no/where', /--output must be in a folder that exists/],
    ['export a --svg -o a/run.json', /--output must be a folder for --svg, received the file/],
    ['export a --svg -o -', /--output must be a folder for --svg/],
    ['export a --csv -o - --json', /--json needs a file/],
  ])('refuses bad input: %s', async (words, message) => {
    const folder = oneRun();
    const { code, err } = await run(words, folder);
    expect(err).toMatch(message);
    expect(code).toBe(2);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('says that a run has nothing yet', async () => {
    const folder = tempFolder();
    writeRunFolder(folder, { ...fakeRun({ name: 'a' }), records: [] });
    expect((await run('export a --csv', folder)).err).toContain('a has no measured epoch yet');
  });
});

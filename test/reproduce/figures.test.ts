import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Chart, renderChart } from '../../examples/reproduce/chart.js';
import { EXPERIMENTS } from '../../examples/reproduce/experiments.js';
import { drawFigures } from '../../examples/reproduce/saveOutcome.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const saved = fileURLToPath(new URL('../../docs/reproduce/', import.meta.url));
const page = readFileSync(new URL('../../docs/reproduce.md', import.meta.url), 'utf8');
const script = fileURLToPath(new URL('../../dist/examples/reproduce/main.js', import.meta.url));
const text = (file: string) => readFileSync(join(saved, file), 'utf8');

/** ECharts counts charts and their styles in a process, and a command draws those of one experiment: counted anew. */
function renumbered(svg: string): string {
  const names = new Map<string, string>();
  return svg.replace(/\bzr\d+-[a-z]+-?\d+/g, name => {
    if (!names.has(name)) names.set(name, `name-${names.size}`);
    return names.get(name)!;
  });
}

describe.each(Object.keys(EXPERIMENTS))('the saved outcome of %s', name => {
  const { figures } = JSON.parse(text(`${name}.json`)) as { figures: Record<string, Chart> };

  it('has theory as lines and measurements as points in every figure', () => {
    for (const { theory, measured } of Object.values(figures)) {
      expect(theory.length).toBeGreaterThan(0);
      expect(measured.length).toBeGreaterThan(0);
      for (const { points } of theory) expect(points.length).toBeGreaterThan(1);
      for (const { points } of [...theory, ...measured]) {
        expect(points.flat().every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('is drawn as it is saved', () => {
    const folder = temporaryFolder();
    cpSync(join(saved, `${name}.json`), join(folder, `${name}.json`));
    const drawn = drawFigures(folder, name);
    expect(drawn.length).toBe(Object.keys(figures).length);
    for (const file of drawn) {
      expect(renumbered(readFileSync(file, 'utf8')), file).toBe(renumbered(text(basename(file))));
    }
  });

  it('is in the README with its command', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    expect(readme).toContain(`npm run reproduce -- ${name}\``);
  });

  it('is on the page, with its command, figures, table and numbers', () => {
    expect(page).toContain(`npm run reproduce -- ${name}\``);
    for (const figure of Object.keys(figures)) {
      expect(page).toContain(`(reproduce/${figure === '' ? name : `${name}-${figure}`}.svg)`);
    }
    for (const ending of ['md', 'json']) expect(page).toContain(`(reproduce/${name}.${ending})`);
  });
});

it('is drawn anew by --redraw, which prints the files', () => {
  const folder = temporaryFolder();
  cpSync(join(saved, 'bias.json'), join(folder, 'bias.json'));
  const args = [script, 'bias', '--redraw', '--out', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const drawn = readdirSync(folder).filter(file => file.endsWith('.svg'));
  expect(drawn).toEqual(['bias.svg']);
  expect(stdout.trim()).toBe(join(folder, 'bias.svg'));
  expect(readFileSync(join(folder, 'bias.svg'), 'utf8')).toBe(text('bias.svg'));
});

describe('renderChart', () => {
  const chart: Chart = {
    title: 'title',
    subtitle: 'subtitle',
    x: { name: 'x' },
    y: { name: 'y' },
    theory: [
      {
        name: 'solid',
        color: 0,
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        name: 'dashed',
        color: 1,
        dashed: true,
        points: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
    measured: [
      { name: 'first', color: 0, points: [[0.5, 0.5]] },
      { name: 'second', color: 4, points: [[0.7, 0.5]] },
    ],
  };
  const paths = [...renderChart(chart).matchAll(/<path d="([^"]*)"([^>]*)>/g)].map(([, d, style]) => ({
    shape: d!,
    style: style!,
  }));
  const filled = (color: string) => paths.filter(({ style }) => style.includes(`fill="${color}"`));

  it('draws a line per theory series, dashed where it says so', () => {
    const lines = paths.filter(({ style }) => /stroke-width="2"/.test(style));
    expect(lines.map(({ style }) => /stroke="(#\w+)"/.exec(style)![1])).toEqual(['#0072B2', '#D55E00']);
    expect(lines.map(({ style }) => style.includes('stroke-dasharray'))).toEqual([false, true]);
  });

  it('has legend icons like the series: one bar, three bars, and the symbol of each point', () => {
    const subpaths = (color: string) => filled(color).map(({ shape }) => shape.match(/M/g)!.length);
    // Blue: the bar of `solid`, and the circle of `first` as icon and as point. Orange: the bars of `dashed`.
    expect(subpaths('#0072B2').sort()).toEqual([1, 1, 1]);
    expect(subpaths('#D55E00')).toEqual([3]);
    const symbols = filled('#56B4E9').map(({ shape }) => shape.replace(/[^MLAZ]/g, ''));
    expect(symbols.length).toBe(2);
    expect(new Set(symbols).size).toBe(1);
  });
});

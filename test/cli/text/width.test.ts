import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliIo } from '../../../cli/command.js';
import { runCli } from '../../../cli/runCli.js';
import { runBlocks } from '../../../cli/text/blocks.js';
import { matrixLines } from '../../../cli/text/matrix.js';
import { shortNames, wrapText } from '../../../cli/text/shorten.js';
import { fieldLines, stackedTable } from '../../../cli/text/table.js';
import { textWidth } from '../../../cli/text/width.js';
import { Matrix } from '../../../src/linalg/dense.js';
import { fakeRun, writeRunFolder } from '../../helpers/fakeRun.js';
import { captureIo } from '../capture.js';
import { tempFolder } from '../tempFolder.js';

/** What a command prints, line by line, with nothing but these in the environment. */
async function linesOf(words: string, { cwd, env = {}, columns }: Partial<CliIo> = {}): Promise<string[]> {
  const { io, out, err } = captureIo({ cwd: cwd ?? process.cwd(), env, columns });
  expect(await runCli(words.split(' '), io), err()).toBe(0);
  return out().split('\n');
}

const widest = (lines: readonly string[]) => Math.max(...lines.map(line => [...line].length));

describe('textWidth', () => {
  const io = (env: NodeJS.ProcessEnv, columns?: number) => captureIo({ env, columns }).io;

  it.each([
    ['60', { COLUMNS: '100' }, 120, 60],
    [undefined, { COLUMNS: '100' }, 120, 100],
    [undefined, {}, 120, 120],
    [undefined, {}, undefined, 80],
    [undefined, { COLUMNS: 'wide' }, undefined, 80],
    [undefined, { COLUMNS: '0' }, 0, 80],
    [undefined, {}, 12, 40],
  ])('--width %s, %j, a terminal of %s: %d', (option, env, columns, width) => {
    expect(textWidth(option, io(env, columns))).toBe(width);
  });

  it.each(['39', '1e9', 'wide', ''])('refuses --width %s', option => {
    expect(() => textWidth(option, io({}))).toThrow(/--width must be an integer from 40 to 10000, received/);
  });
});

describe('wrapText', () => {
  it('breaks between words, and inside of those that are too long', () => {
    expect(wrapText('  one two three', 9, '    ')).toEqual(['  one two', '    three']);
    expect(wrapText('λ123456789 x', 5)).toEqual(['λ1234', '56789', 'x']);
    expect(wrapText('', 5)).toEqual(['']);
    expect(wrapText('a\x1b[2J', 20)).toEqual(['a\\u001b[2J']);
  });
});

describe('shortNames', () => {
  it('leaves out the middle', () => {
    expect(shortNames(['short', '2026-11-21_15-49-48-without-bias'], 20)).toEqual([
      'short',
      '2026-11-21…hout-bias',
    ]);
  });

  it.each([
    ['that differ in the middle', ['a'.repeat(15), 'b'.repeat(15)].map(x => `same-${x}-same`)],
    ['that differ right of it', ['x', 'y'].map(x => `${'a'.repeat(20)}${x}${'b'.repeat(12)}`)],
    ['that differ in one letter', ['x', 'y'].map(x => `${'a'.repeat(40)}${x}${'b'.repeat(40)}`)],
    ['with emoji', ['x', 'y'].map(x => `${'🦆'.repeat(40)}${x}`)],
    ['of sweeps', Array.from({ length: 30 }, (_, i) => `resnet18-cifar10-lambda-${i}-seed-1-long-tailed`)],
  ])('keeps names %s apart', (_, names) => {
    const short = shortNames(names, 20);
    expect(new Set(short).size).toBe(names.length);
    expect(widest(short)).toBeLessThanOrEqual(20);
  });
});

describe('tables of a width', () => {
  const titles = ['run', 'state', 'epoch', 'accuracy'];
  const aligns = ['left', 'left', 'right', 'right'] as const;
  const rows = [
    ['a', 'stopped by SIGTERM, diverged at epoch 3', '3', '99%'],
    ['b', '-', '11', '-'],
  ];

  it('texts give way to numbers', () => {
    expect(stackedTable(titles, rows, aligns, 40)).toEqual({
      header: 'run  epoch  accuracy',
      lines: [
        'a        3       99%',
        '  state: stopped by SIGTERM, diverged at',
        '  epoch 3',
        'b       11         -',
      ],
    });
    expect(stackedTable(titles, rows, aligns, 80).lines).toHaveLength(2);
  });

  it('runs that do not fit are in another block', () => {
    const cells = ['1e-5 (1.2e-10)', '0.5 (0)', '0.25 (0)'];
    const blocks = runBlocks(['metric', 'a', 'b', 'c'], [['nc1.pinv', ...cells]], 'right', 40);
    expect(blocks).toEqual([
      { header: 'metric                 a        b', lines: ['nc1.pinv  1e-5 (1.2e-10)  0.5 (0)'] },
      { header: 'metric           c', lines: ['nc1.pinv  0.25 (0)'] },
    ]);
  });

  it('values go on in the next line, beside the name', () => {
    expect(
      fieldLines(
        [
          ['shape', 'a simplex ETF'],
          ['x', '1'],
        ],
        15,
      ),
    ).toEqual(['shape  a', '       simplex', '       ETF', 'x      1']);
  });

  it('a matrix is in blocks of columns, which together have every entry', () => {
    const matrix = new Matrix([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(matrixLines(matrix, 22)).toEqual([
      '  columns 0 to 1',
      '  1.000000  2.000000',
      '  4.000000  5.000000',
      '  column 2',
      '  3.000000',
      '  6.000000',
    ]);
    expect(matrixLines(matrix, 40)).toHaveLength(2);
  });
});

/** Runs as they come: long names that are alike, one that was stopped, one that diverged, one in the terminal phase. */
function longRuns(): string {
  const cwd = tempFolder();
  const name = (seed: number) => `resnet18-cifar10-cross-entropy-weight-decay-5e-4-seed-${seed}-long-tailed`;
  const runs = [
    fakeRun({ name: '2026-11-21_15-49-48', epochs: 11 }),
    ...[1, 2].map(seed => fakeRun({ name: name(seed), epochs: 400, terminalFrom: 8, info: { seed } })),
    fakeRun({ name: 'stopped', epochs: 2, info: { note: 'x'.repeat(200), seed: 2 } }),
  ];
  for (const run of runs.slice(0, 3)) writeRunFolder(join(cwd, 'runs'), run);
  const [, , , last] = runs;
  writeRunFolder(join(cwd, 'runs'), {
    ...last!,
    info: { ...last!.info, stopped: { by: 'SIGTERM', at: '' } },
  } as typeof last & object);
  return cwd;
}

const PREDICT =
  'predict --loss mse --classes 10 --samples-per-class 100 --feature-dim 64 --lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 0.1';
const IMBALANCED =
  'predict --loss cross-entropy --counts 500,311,193,120,75,46,29,18,11,5 --feature-dim 64 ' +
  '--lambda-w 5e-3 --lambda-h 1e-5 --lambda-b inf --activation nonnegative';

describe.each([80, 60])('in %d columns', width => {
  it.each([
    ['runs', /stopped by SIGTERM/],
    ['runs', /…\S*1-long-tailed/],
    ['compare runs/a runs/b', /nc1\.pinv/],
    [PREDICT, /columns \d to 9$/m],
    [PREDICT, /2\.136068/],
    [IMBALANCED, /method/],
    ['predict --loss mse --classes 40 --feature-dim 64 --lambda-w 0 --lambda-h 1e-4 --lambda-b 0', /40×40/],
  ])('%s', async (words, expected) => {
    const cwd = longRuns();
    const runs = ['2026-11-21_15-49-48', 'stopped']
      .concat([1, 2].map(seed => `resnet18-cifar10-cross-entropy-weight-decay-5e-4-seed-${seed}-long-tailed`))
      .map(name => `runs/${name}`);
    const command = words.startsWith('compare') ? `compare ${runs.join(' ')}` : words;
    const lines = await linesOf(`${command} --width ${width}`, { cwd });
    expect(
      widest(lines),
      lines.find(line => [...line].length > width),
    ).toBeLessThanOrEqual(width);
    expect(lines.join('\n')).toMatch(expected);
    expect(await linesOf(command, { cwd, env: { COLUMNS: String(width) } })).toEqual(lines);
    expect(await linesOf(command, { cwd, columns: width })).toEqual(lines);
  });
});

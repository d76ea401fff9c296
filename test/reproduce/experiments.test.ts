import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { syntheticDigits } from '../../datasets/index.js';
import { EXPERIMENTS, type ExperimentName } from '../../examples/reproduce/experiments.js';
import { parseOptions, UsageError } from '../../examples/reproduce/options.js';
import { saveOutcome } from '../../examples/reproduce/saveOutcome.js';
import { idxFile } from '../datasets/helpers/testFiles.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('../../dist/examples/reproduce/main.js', import.meta.url));

/** A folder with digits as files of MNIST, so that nothing is downloaded. */
function folderWithDigits(): string {
  const folder = temporaryFolder();
  const { images, labels } = syntheticDigits({ samples: 600, seed: 2, balanced: true });
  writeFileSync(join(folder, 'train-images-idx3-ubyte'), idxFile([600, 28, 28], images));
  writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idxFile([600], labels));
  return folder;
}

/** What `npm run reproduce -- NAME --quick` computes and saves. */
async function outcomeOf(name: ExperimentName) {
  const folder = folderWithDigits();
  const outcome = await EXPERIMENTS[name].run({ quick: true, dataDir: folder, seed: 1, log: () => {} });
  saveOutcome(folder, name, outcome);
  return saved(folder, name);
}

function saved(folder: string, name: string) {
  return {
    rows: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).rows,
    figure: (figure: string) => readFileSync(join(folder, `${figure}.svg`), 'utf8'),
  };
}

/** Runs `npm run reproduce -- ARGS` in an empty folder. */
function run(...args: string[]) {
  const cwd = folderWithDigits();
  const env = { ...process.env, TFJS_NC_DATA_DIR: cwd };
  const backend = process.env.TFJS_NC_TEST_BACKEND!;
  const all = [script, ...args, '--out', cwd, '--backend', backend];
  return { ...spawnSync(process.execPath, all, { cwd, env, encoding: 'utf8' }), cwd };
}

describe('npm run reproduce', () => {
  it('descends the unconstrained-features model to the closed form', async () => {
    const { rows, figure } = await outcomeOf('encoding-ufm');
    expect(rows.length).toBe(5);
    for (const row of rows) {
      // The claim is 1%; float32 descent reaches 1e-4 even where the cosine is 2e-4.
      expect(row['cos error'], `λ_b = ${row.λ_b}`).toBeLessThan(0.01);
      expect(row['Gram error']).toBeLessThan(1e-3);
    }
    // The closed form itself at the ends: a simplex ETF below the transition, nearly orthogonal far above.
    expect(rows[0]['cos measured']).toBeCloseTo(-1 / 4, 4);
    expect(Math.abs(rows.at(-1)['cos measured'])).toBeLessThan(1e-3);
    expect(figure('encoding-ufm')).toMatch(/^<svg .*closed form.*gradient descent/s);
  });

  it('finds the lengths and the collapsed classes of an imbalanced model', async () => {
    const { rows } = await outcomeOf('imbalance');
    for (const row of rows) {
      expect(row['collapsed, measured']).toBe(row['collapsed, predicted']);
      // At λ_H = 0.7 descent crawls: class 0 itself is about to collapse.
      if (row.λ_H < 0.5) expect(row['length error'], `λ_H = ${row.λ_H}`).toBeLessThan(0.02);
    }
    // The sweep crosses the threshold.
    expect(
      new Set(rows.map((row: Record<string, unknown>) => row['collapsed, measured'])).size,
    ).toBeGreaterThan(1);
  });

  it.each([
    ['encoding-cnn', 4, ['encoding-cnn']],
    ['encoding-relu', 4, ['encoding-relu']],
    ['bias', 5, ['bias']],
    ['imbalance-sweep', 2, ['imbalance-sweep']],
    ['many-classes', 12, ['many-classes-d3', 'many-classes-d4', 'many-classes-d6']],
  ] as const)('%s runs and writes its table and figures', async (name, least, figures) => {
    const { rows, figure } = await outcomeOf(name);
    expect(rows.length).toBeGreaterThanOrEqual(least);
    for (const file of figures) expect(figure(file)).toMatch(/^<svg .*<\/svg>\s*$/s);
  });

  it('runs the experiment of the command line, prints its table and the files that it writes', () => {
    const { status, stdout, stderr, cwd } = run('imbalance-cnn', '--quick');
    expect(status, stderr).toBe(0);
    const { rows, figure } = saved(cwd, 'imbalance-cnn');
    expect(rows.length).toBe(10);
    expect(figure('imbalance-cnn')).toMatch(/^<svg .*<\/svg>\s*$/s);
    expect(stdout).toContain(readFileSync(join(cwd, 'imbalance-cnn.md'), 'utf8'));
    for (const ending of ['svg', 'json', 'md'])
      expect(stdout).toContain(join(cwd, `imbalance-cnn.${ending}`));
  });

  it('refuses a wrong command line with exit code 2', () => {
    const { status, stderr } = run('bias', '--seed', '0');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^reproduce: --seed must be a positive integer, received "0"$/m);
  });

  it.each([
    [[], /name one experiment of encoding-ufm, .*, received 0/],
    [['no-such'], /EXPERIMENT must be one of .*, received "no-such"/],
  ])('refuses %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
    expect(() => parseOptions(args)).toThrow(message);
  });
});

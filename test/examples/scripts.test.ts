import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { syntheticDigits } from '../../datasets/index.js';
import { idxFile } from '../datasets/helpers/testFiles.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const built = fileURLToPath(new URL('../../dist/examples/', import.meta.url));

/** Runs a built example in an empty folder, as a user would, with digits in a data folder, so that nothing is downloaded. */
function run(script: string, ...args: string[]) {
  const cwd = temporaryFolder();
  const { images, labels } = syntheticDigits({ samples: 1000, seed: 2, balanced: true });
  writeFileSync(join(cwd, 'train-images-idx3-ubyte'), idxFile([1000, 28, 28], images));
  writeFileSync(join(cwd, 'train-labels-idx1-ubyte'), idxFile([1000], labels));
  const env = { ...process.env, TFJS_NC_DATA_DIR: cwd };
  const child = spawnSync(process.execPath, [join(built, script), ...args], { cwd, env, encoding: 'utf8' });
  return { ...child, cwd };
}

describe('examples', () => {
  it.each([
    ['customLoop.js', /^NC4 agreement 0\.\d+, tensors in use \d+$/m],
    ['fit.js', /^nc1\.pinv after epoch 4: \d+\.\d{3}$/m],
    ['fitDataset.js', /^nc1\.cdnv \d+\.\d{3} with class sizes 100, 77, 60, 46, 36, 28, 22, 17, 13, 10$/m],
  ])('%s runs, prints five epochs and its result', (script, result) => {
    const { status, stdout, stderr } = run(script);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(result);
    expect(stdout.match(/^ +\d .*%/gm)?.length).toBe(5);
  });

  it('the demo trains, records and prints its summary', () => {
    const { status, stdout, stderr, cwd } = run(
      'demo/main.js',
      '--backend',
      'wasm',
      '--dataset',
      'synthetic',
      '--samples',
      '100',
      '--epochs',
      '2',
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^backend {2}wasm/m);
    expect(stdout).toMatch(/^data .*100 images \(generated, seed 1\)/m);
    expect(stdout).toMatch(/^nc1\.pinv .*\d/m);
    const folder = /^Records: (.+)\/metrics\.jsonl$/m.exec(stdout)![1]!;
    expect(
      readFileSync(join(cwd, folder, 'metrics.jsonl'), 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBe(2);
    const info = JSON.parse(readFileSync(join(cwd, folder, 'run.json'), 'utf8'));
    expect(info.info.seed).toBe(1);
    expect(info.model.layers.at(-1)).toMatchObject({
      name: 'head',
      regularizers: { kernelRegularizer: expect.anything() },
    });
  });

  it('the demo trains on a long tail of 100 : 1', () => {
    const args = ['--dataset', 'synthetic', '--backend', 'wasm', '--samples', '120', '--epochs', '1'];
    const { status, stdout, stderr, cwd } = run('demo/main.js', ...args, '--imbalance', '100');
    expect(status, stderr).toBe(0);
    const records = readFileSync(join(cwd, /^Records: (.+)$/m.exec(stdout)![1]!), 'utf8');
    const { counts } = JSON.parse(records).measured;
    // 120 / Σ_k 100^(−k/9) = 48.2 images of class 0, and 100^(−k/9) times that of class k.
    expect(counts).toEqual([48, 29, 17, 10, 6, 4, 2, 1, 1, 1]);
  });

  it.each([
    [['--dataset', 'imagenet'], /--dataset must be one of mnist, .*, received "imagenet"/],
    [['--epochs', '0'], /--epochs must be a positive integer, received "0"/],
    [['--imbalance', '0.5'], /--imbalance must be a number of at least 1, received "0.5"/],
    [
      ['--samples', '5', '--dataset', 'synthetic', '--backend', 'wasm'],
      /--samples must give every class an image/,
    ],
    [['--backend', 'tpu'], /--backend must be one of .*, received "tpu"/],
    [['--no-such'], /--no-such/],
  ])('the demo refuses %j with exit code 2', (args, message) => {
    const { status, stderr } = run('demo/main.js', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

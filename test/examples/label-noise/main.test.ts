import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { NoiseRow } from '../../../examples/label-noise/experiment.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('../../../dist/examples/label-noise/main.js', import.meta.url));

/** Runs `npm run label-noise -- ARGS`. */
function run(...args: string[]) {
  const backend = process.env.TFJS_NC_TEST_BACKEND ?? 'wasm';
  const all = [script, '--backend', backend, ...args];
  return spawnSync(process.execPath, all, { cwd: temporaryFolder(), encoding: 'utf8' });
}

describe('npm run label-noise', () => {
  // That they are found is tested beside trainOnNoise.
  it('prints JSON: as many suspects as flipped labels, and what was found in each epoch', () => {
    const { status, stdout, stderr } = run('--synthetic', '--samples', '200', '--epochs', '2', '--json');
    expect(status, stderr).toBe(0);
    const { noise, runs } = JSON.parse(stdout);
    expect(noise).toBe(0.01);
    const [{ flipped, suspects, rows }] = runs;
    expect(flipped.length).toBe(2);
    expect(suspects).toBe(2);
    expect(rows.map(({ epoch }: NoiseRow) => epoch)).toEqual([0, 1]);
    for (const { precision, recall } of rows) expect(recall).toBe(precision);
  });

  it('prints a line per epoch, the mean of the seeds, and the best epoch of each', () => {
    const small = ['--synthetic', '--samples', '100', '--epochs', '2', '--every', '2', '--suspects', '3'];
    const { status, stdout, stderr } = run(...small, '--noise', '0.05', '--seeds', '2');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/seed 2: .*5 labels flipped of 100 \(generated, seed 2\); 3 suspects per epoch/);
    // Epoch 0 and the last one: of two seeds, of their mean, and the best one of each.
    expect(stdout.match(/^ +[01] .*%$/gm)?.length).toBe(2 * 2 + 2 + 2);
    expect(stdout).toMatch(/^Mean of 2 seeds$/m);
    expect(stdout.match(/^Best epoch, seed [12]$/gm)?.length).toBe(2);
  });

  it('refuses a wrong command line with exit code 2', () => {
    const { status, stderr } = run('--noise', '1.5');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^label-noise: --noise must be a number between 0 and 1, received "1.5"$/m);
  });
});

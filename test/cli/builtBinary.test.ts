import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeNpy } from './measure/npyFiles.js';
import { tempFolder } from './tempFolder.js';

const binary = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs the built program in a folder of its own, as a user would. */
function tfjsNc(words: string, cwd = tempFolder()) {
  return spawnSync(process.execPath, [binary, ...words.split(' ')], { cwd, encoding: 'utf8' });
}

describe('the built tfjs-nc', () => {
  it('measures .npy files, with nothing but JSON on stdout, and ends', () => {
    const folder = tempFolder();
    // Two classes of two samples: means (2, 0) and (−2, 0), Σ_W = diag(0, 1), so nc1.ratio = 1/4.
    writeNpy(folder, 'H.npy', [
      [2, 1],
      [2, -1],
      [-2, 1],
      [-2, -1],
    ]);
    writeNpy(folder, 'y.npy', [0, 0, 1, 1], 'int32');
    writeNpy(folder, 'W.npy', [
      [1, -1],
      [0, 0],
    ]);
    const words = 'measure --features H.npy --labels y.npy --kernel W.npy --backend wasm --json';
    const { status, stdout, stderr } = tfjsNc(words, folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^backend wasm/);
    const { metrics, backend } = JSON.parse(stdout);
    expect(backend).toBe('wasm');
    expect(metrics).toMatchObject({ 'nc1.ratio': 0.25, 'nc4.ncc': 1, 'train.accuracy': 1, 'nc2.cos': -1 });
  });

  it('predicts', () => {
    const words =
      'predict --loss mse --classes 5 --samples-per-class 100 --feature-dim 64 ' +
      '--lambda-w 5e-3 --lambda-h 1e-5 --lambda-b 1 --json';
    const { status, stdout, stderr } = tfjsNc(words);
    expect(status, stderr).toBe(0);
    // To the six decimals that the theory prints.
    expect(JSON.parse(stdout).meanCosine).toBeCloseTo(-0.002266, 6);
    expect(stderr).toBe('');
  });

  it('ends with 2 for bad input, which it explains on stderr and in JSON', () => {
    const { status, stdout, stderr } = tfjsNc('sweep --loss mse --lambda-b 1:2 --json');
    expect(status).toBe(2);
    expect(stderr).toMatch(/--lambda-b must be .*received "1:2"/);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: expect.stringContaining('--lambda-b') });
  });

  it('does not complain where its reader closes the pipe early, as head does', async () => {
    const child = spawn(process.execPath, [binary, 'predict', '--help']);
    let complaint = '';
    child.stderr.on('data', text => (complaint += text));
    child.stdout.destroy();
    const [status] = await once(child, 'close');
    expect(complaint).toBe('');
    expect(status).toBe(0);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { writeNpy } from '../cli/measure/npyFiles.js';
import { ExampleRunFolder } from '../helpers/exampleRunFolder.js';
import { PATIENCE } from '../helpers/patience.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** Runs `tfjs-nc` where the engine itself refuses to make code out of text, libraries included. */
function run(words: string, cwd: string): string {
  const forbidden = ['--disallow-code-generation-from-strings', main];
  return execFileSync(process.execPath, [...forbidden, ...words.split(' ')], {
    cwd,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

it('the engine refuses it', () => {
  const words = ['--disallow-code-generation-from-strings', '-e', 'Function("return 1")()'];
  expect(() => execFileSync(process.execPath, words, { stdio: 'pipe' })).toThrow(
    /Code generation from strings/,
  );
});

it('the command line needs no code made out of text', () => {
  const cwd = temporaryFolder();
  writeNpy(cwd, 'H.npy', [
    [0, 1],
    [0, 2],
    [1, 0],
    [3, 0],
  ]);
  writeNpy(cwd, 'y.npy', [0, 0, 1, 1], 'int32');
  new ExampleRunFolder(join(cwd, 'run')).record();
  const measured = JSON.parse(run('measure --features H.npy --labels y.npy --backend wasm --json', cwd));
  expect(measured.metrics).toHaveProperty('nc2.cos');
  run('report run', cwd);
  expect(existsSync(join(cwd, 'run', 'report.html'))).toBe(true);
});

it('a training with all its sinks does not either', () => {
  const logdir = temporaryFolder();
  const script = fileURLToPath(new URL('./trainingChild.mjs', import.meta.url));
  const words = ['--disallow-code-generation-from-strings', script, logdir];
  const child = spawnSync(process.execPath, words, { encoding: 'utf8', timeout: PATIENCE });
  // A sink that fails is said, and does not stop the training.
  expect([child.status, child.stderr]).toEqual([0, '']);
  const folder = join(logdir, 'run');
  for (const name of ['metrics.jsonl', 'report.html', 'measured']) {
    expect(existsSync(join(folder, name)), name).toBe(true);
  }
});

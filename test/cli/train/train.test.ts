import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { run } from '../run.js';
import { tempFolder } from '../tempFolder.js';

/** Starts a training; resolves with its output when that holds the words. */
async function started(cwd: string, epochs: number, words: RegExp) {
  const main = join(process.cwd(), 'dist/cli/main.js');
  const args = `train --dataset synthetic --samples 100 --epochs ${epochs} --backend wasm`.split(' ');
  const child = spawn(process.execPath, [main, ...args], { cwd });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    out += text;
    if (words.test(out)) return { child, out };
  }
  throw new Error(`the output ends before: ${out}`);
}

it('names the run folder in its first lines, and can be stopped: lock given back, report written', async () => {
  const cwd = tempFolder();
  const { child, out } = await started(cwd, 1000, /^ +1 .*%$/m);
  const lines = out.split('\n');
  const at = lines.findIndex(line => line.startsWith('records  runs/'));
  expect(at).toBeGreaterThan(0);
  expect(at).toBeLessThan(8);
  child.stdout.resume();
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  const folder = join(cwd, lines[at]!.slice('records  '.length));
  expect(readRun(folder)).toMatchObject({ writer: 'nobody', info: { stopped: { by: 'SIGINT' } } });
  expect(readdirSync(folder)).toContain('report.html');
  expect(readdirSync(folder)).not.toContain('run.lock');
});

it('trains on where nobody reads its lines any more', async () => {
  const cwd = tempFolder();
  const { child } = await started(cwd, 3, /records {2}runs/);
  child.stdout.destroy();
  expect(await once(child, 'exit')).toEqual([0, null]);
  const [name] = readdirSync(join(cwd, 'runs'));
  expect(readRun(join(cwd, 'runs', name!)).records).toHaveLength(3);
});

it.each([
  ['train --epochs 0', /--epochs must be an integer of at least 1, received "0"/],
  ['train --imbalance 0.5', /--imbalance must be a number of at least 1, received "0.5"/],
  ['train --backend tpu', /--backend must be one of .*, received "tpu"/],
  ['train --dataset imagenet', /--dataset must be one of mnist, .*, received "imagenet"/],
  ['train --speed 9', /unknown option "--speed"/],
])('%s is bad input', async (words, message) => {
  const { code, err } = await run(words);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

/** Runs the built command as a user would, in an empty folder. */
function trained(...options: string[]) {
  const cwd = tempFolder();
  const main = join(process.cwd(), 'dist/cli/main.js');
  const args = [main, 'train', '--dataset', 'synthetic', '--backend', 'wasm', ...options];
  return { ...spawnSync(process.execPath, args, { cwd, encoding: 'utf8' }), cwd };
}

it('prints backend, data and a summary, the last record as JSON, and leaves a run folder with its pages', () => {
  const { status, stdout, stderr, cwd } = trained('--samples', '100', '--epochs', '2', '--json');
  expect(status, stderr).toBe(0);
  const { run: at, record } = JSON.parse(stdout);
  expect(record).toMatchObject({
    schema: 'tfjs-nc.record/2',
    epoch: 1,
    measured: { samples: 100, classes: 10 },
  });
  expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
  // With --json what happens is on stderr.
  expect(stderr).toMatch(/^backend {2}wasm/m);
  expect(stderr).toMatch(/^data .*synthetic.*100 images \(generated, seed 1\)/m);
  expect(stderr).toMatch(/^nc1\.pinv .*\d/m);
  expect(/^Records: (.+)\/metrics\.jsonl$/m.exec(stderr)![1]).toBe(at);
  const folder = join(cwd, at);
  for (const file of ['run.json', 'metrics.jsonl', 'snapshot.json', 'report.html', 'measured']) {
    expect(existsSync(join(folder, file)), file).toBe(true);
  }
  expect(readRun(folder).records).toHaveLength(2);
  const info = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect(info.info.seed).toBe(1);
  expect(info.model.layers.at(-1)).toMatchObject({
    name: 'head',
    regularizers: { kernelRegularizer: expect.anything() },
  });
});

it('trains on a long tail of 100 : 1', () => {
  const { status, stdout, stderr, cwd } = trained('--samples', '120', '--epochs', '1', '--imbalance', '100');
  expect(status, stderr).toBe(0);
  for (const line of [/^backend {2}wasm/m, /^data .* images/m, /^nc1\.pinv .*\d/m]) {
    expect(stdout).toMatch(line);
  }
  const records = readFileSync(join(cwd, /^Records: (.+)$/m.exec(stdout)![1]!), 'utf8');
  // 120 / Σ_k 100^(−k/9) = 48.2 images of class 0, and 100^(−k/9) times that of class k.
  expect(JSON.parse(records).measured.counts).toEqual([48, 29, 17, 10, 6, 4, 2, 1, 1, 1]);
});

it('refuses fewer images than classes', async () => {
  const { code, err } = await run('train --dataset synthetic --backend wasm --samples 5');
  expect(code).toBe(2);
  expect(err).toMatch(/--samples must give every class an image/);
});

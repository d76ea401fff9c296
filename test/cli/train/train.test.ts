import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { verdictLines } from '../../../src/index.js';
import type { NeuralCollapseRecord } from '../../../src/record/record.js';
import { run, runJson } from '../run.js';
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
  ['train --features tanh', /--features must be one of linear, relu, received "tanh"/],
  ['train --realistic --features relu', /--features cannot be chosen with --realistic/],
  ['train --decay=-1', /--decay must be a number of at least 0, received "-1"/],
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

it('prints backend, data, numbers and last the verdict, the last record as JSON, and leaves a run folder', () => {
  const { status, stdout, stderr, cwd } = trained('--samples', '100', '--epochs', '2', '--json');
  expect(status, stderr).toBe(0);
  const { run: at, record } = JSON.parse(stdout) as { run: string; record: NeuralCollapseRecord };
  expect(record).toMatchObject({
    schema: 'tfjs-nc.record/2',
    epoch: 1,
    measured: { samples: 100, classes: 10 },
  });
  expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
  // With --json what happens is on stderr.
  expect(stderr).toMatch(/^backend {2}wasm/m);
  expect(stderr).toMatch(/^data .*synthetic.*100 images \(generated, seed 1\)/m);
  expect(stderr).toMatch(/^NC1 spread within classes( +\d\S*){2} +0$/m);
  expect(stderr.trimEnd().endsWith(verdictLines(record.verdict).join('\n'))).toBe(true);
  // What this training does not measure is nothing that is missing.
  expect(stderr).not.toMatch(/nc5|not computed/);
  for (const line of stderr.split('\n').slice(4)) expect([...line].length, line).toBeLessThanOrEqual(80);
  expect(/^report +(.+)\/report\.html$/m.exec(stderr)![1]).toBe(at);
  const folder = join(cwd, at);
  for (const file of ['run.json', 'metrics.jsonl', 'snapshot.json', 'report.html', 'measured']) {
    expect(existsSync(join(folder, file)), file).toBe(true);
  }
  expect(readRun(folder).records).toHaveLength(2);
  const info = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
  expect(info.info).toMatchObject({ seed: 1, decay: 5e-3 });
  expect(info.model.layers.at(-1)).toMatchObject({
    name: 'head',
    regularizers: { kernelRegularizer: expect.anything() },
  });
});

/** Trains in this process, on synthetic digits. */
async function record(options: string): Promise<NeuralCollapseRecord> {
  const words = `train --dataset synthetic --backend wasm --logdir ${tempFolder()} ${options}`;
  return (await runJson(words)).record;
}

/** What a seed decides. */
function repeated({ metrics, norms, theory }: NeuralCollapseRecord) {
  return { metrics, norms, theory };
}

it('repeats a seed to the digit, and trains otherwise with another one', async () => {
  const [first, again, other] = [
    await record('--samples 60 --epochs 3 --seed 7'),
    await record('--samples 60 --epochs 3 --seed 7'),
    await record('--samples 60 --epochs 3 --seed 8'),
  ];
  expect(repeated(again!)).toEqual(repeated(first!));
  expect(other!.metrics['nc1.pinv']).not.toBe(first!.metrics['nc1.pinv']);
});

it('behind a ReLU has feature decay, which theory takes for λ_H', async () => {
  const { theory, metrics } = await record('--samples 60 --epochs 2 --features relu --decay 0.02');
  expect(theory).toMatchObject({
    assumptions: {
      lambdaW: expect.closeTo(10 * 0.02, 12),
      lambdaH: { value: expect.closeTo((10 * 0.02) / 60, 12), source: 'layer' },
      featureActivation: { value: 'nonnegative' },
    },
    prediction: { meanCosine: expect.closeTo(0, 6) },
  });
  expect(metrics['nc2.cos']).toBeGreaterThan(0);
});

it.each(['mse', 'cross-entropy'])('--realistic, %s: says why theory and network part', async loss => {
  const { code, out } = await run(
    `train --dataset synthetic --backend wasm --samples 60 --epochs 1 --realistic --loss ${loss} --logdir ${tempFolder()}`,
  );
  expect(code).toBe(0);
  expect(out.replaceAll('\n', ' ')).toContain('This network is not what theory describes.');
  expect(out).toContain('ReLU, weight decay');
});

it('trains on a long tail of 100 : 1, and prints the lengths beside the predicted ones', () => {
  const { status, stdout, stderr, cwd } = trained('--samples', '120', '--epochs', '1', '--imbalance', '100');
  expect(status, stderr).toBe(0);
  // 120 / Σ_k 100^(−k/9) = 48.2 images of class 0, and 100^(−k/9) times that of class k.
  const counts = [48, 29, 17, 10, 6, 4, 2, 1, 1, 1];
  const records = readFileSync(join(cwd, /^records {2}(.+)$/m.exec(stdout)![1]!, 'metrics.jsonl'), 'utf8');
  expect(JSON.parse(records).measured.counts).toEqual(counts);
  const rows = [...stdout.matchAll(/^ +(\d+) +(\d+) +([\d.e-]+) +([\d.e-]+)$/gm)].map(row =>
    row.slice(1).map(Number),
  );
  expect(rows.map(([k, n]) => [k, n])).toEqual(counts.map((n, k) => [k, n]));
  for (const [, , length, predicted] of rows) expect(length! * predicted!).toBeGreaterThan(0);
});

it('refuses fewer images than classes', async () => {
  const { code, err } = await run('train --dataset synthetic --backend wasm --samples 5');
  expect(code).toBe(2);
  expect(err).toMatch(/--samples must give every class an image/);
});

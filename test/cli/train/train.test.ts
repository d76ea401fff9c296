import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { readRun } from '../../../run/read/readRun.js';
import { run } from '../run.js';
import { tempFolder } from '../tempFolder.js';

it('trains, prints the last record as JSON, and leaves a run folder with its pages', async () => {
  const cwd = tempFolder();
  const words = 'train --dataset synthetic --samples 100 --epochs 2 --backend wasm --json'.split(' ');
  const main = join(process.cwd(), 'dist/cli/main.js');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...words], { cwd });
  const { run: folder, record } = JSON.parse(stdout);
  expect(record).toMatchObject({
    schema: 'tfjs-nc.record/1',
    epoch: 1,
    measured: { samples: 100, classes: 10 },
  });
  expect(record.metrics['nc1.pinv']).toBeGreaterThan(0);
  for (const file of ['run.json', 'metrics.jsonl', 'snapshot.json', 'report.html', 'measured']) {
    expect(existsSync(join(cwd, folder, file)), file).toBe(true);
  }
  expect(stderr).toContain('synthetic');
});

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
  ['train --epochs 0', /--epochs must be a positive integer, received "0"/],
  ['train --dataset imagenet', /--dataset must be one of mnist, .*, received "imagenet"/],
  ['train --speed 9', /Unknown option '--speed'/],
])('%s is bad input', async (words, message) => {
  const { code, err } = await run(words);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
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

it.each([
  ['train --epochs 0', /--epochs must be a positive integer, received "0"/],
  ['train --dataset imagenet', /--dataset must be one of mnist, .*, received "imagenet"/],
  ['train --speed 9', /Unknown option '--speed'/],
])('%s is bad input', async (words, message) => {
  const { code, err } = await run(words);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

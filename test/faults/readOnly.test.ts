import type fs from 'node:fs';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, expect, it, vi } from 'vitest';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** What a file system does that is mounted again as read-only, after an error of its disk: also open files refuse. */
const disk = vi.hoisted(() => ({ readOnly: false, refused: 0 }));

vi.mock('node:fs', async importOriginal => {
  const actual = await importOriginal<typeof fs>();
  const guarded = (name: keyof typeof fs) => {
    const real = actual[name] as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => {
      if (!disk.readOnly || (name === 'openSync' && args[1] === 'r')) return real(...args);
      disk.refused++;
      throw Object.assign(new Error(`EROFS: read-only file system, ${name}`), { code: 'EROFS' });
    };
  };
  const changing = [
    'writeSync',
    'writeFileSync',
    'renameSync',
    'mkdirSync',
    'ftruncateSync',
    'openSync',
  ] as const;
  return { ...actual, ...Object.fromEntries(changing.map(name => [name, guarded(name)])) };
});
const { NeuralCollapse } = await import('../../callbacks/index.js');

afterEach(() => {
  disk.readOnly = false;
  vi.restoreAllMocks();
});

it('a run folder that is read-only for a while gets every record afterwards', async () => {
  const { xs, ys } = smallData();
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const logdir = temporaryFolder();
  const model = smallModel();
  await model.fit(xs, ys, { epochs: 1, verbose: 0 });
  const tensors = tf.memory().numTensors;
  const onRecord = ({ epoch }: { epoch: number }) => {
    disk.readOnly = epoch === 1 || epoch === 2;
  };
  const options = { logdir, name: 'a', verbose: 0, report: false } as const;
  const nc = new NeuralCollapse({ data: { xs, ys }, ...options, onRecord });
  await model.fit(xs, ys, { epochs: 6, verbose: 0, batchSize: 12, callbacks: [nc] });
  expect(tf.memory().numTensors).toBe(tensors);
  expect(disk.refused).toBeGreaterThan(2);
  const lines = readFileSync(join(logdir, 'a', 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  expect(lines.map(line => JSON.parse(line).epoch)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(warn.mock.calls.map(([words]) => words)).toEqual([
    expect.stringMatching(/the run folder .* failed, training goes on \(reported once\): EROFS/),
    expect.stringMatching(/TensorBoard's files .* failed, training goes on \(reported once\): EROFS/),
  ]);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { compiled } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./killedChild.mjs', import.meta.url));

/** Another process that trains into `run` until it is killed; resolves when it has measured an epoch. */
async function otherTraining(logdir: string) {
  const child = spawn(process.execPath, [script, logdir, '0', '1000000', 'never'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) if (line === 'measured 0') break;
  return child;
}

it('keeps a training out of the folder of another one, naming it, until that one is killed', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const logdir = temporaryFolder();
  const child = await otherTraining(logdir);
  // The same experiment as in the child.
  const xs = tf.randomNormal([12, 4], 0, 1, 'float32', 1);
  const labels = tf.tensor1d(
    Array.from({ length: 12 }, (_, i) => i % 3),
    'int32',
  );
  const ys = tf.oneHot(labels, 3);
  const model = compiled(tfl.sequential({ layers: [tfl.layers.dense({ units: 3, inputShape: [4] })] }));
  const callback = () =>
    new NeuralCollapse({ data: { xs, ys }, logdir, name: 'run', resume: true, verbose: 0 });
  const train = async (initialEpoch: number) => {
    const args = { verbose: 0, initialEpoch, epochs: initialEpoch + 2 } as const;
    await model.fit(xs, ys, { ...args, callbacks: [callback()] });
  };
  const tensors = tf.memory().numTensors;
  await expect(train(5)).rejects.toThrow(
    new RegExp(
      `^NeuralCollapse: the run folder ${join(logdir, 'run')} is being written by process ${child.pid} on ` +
        `${hostname()} since 2.*; wait until it has ended, or give another name$`,
    ),
  );
  expect(tf.memory().numTensors).toBe(tensors);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const { records } = readRun(join(logdir, 'run'));
  const next = records.length;
  expect(next).toBeGreaterThan(0);
  await train(next);
  const resumed = readRun(join(logdir, 'run'));
  expect(resumed.records.map(({ epoch }) => epoch)).toEqual(Array.from({ length: next + 2 }, (_, i) => i));
  expect(resumed.problems).toEqual([]);
  vi.restoreAllMocks();
  tf.dispose([xs, ys, labels]);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect, it } from 'vitest';
import { NeuralCollapse } from '../../callbacks/index.js';
import { readRun } from '../../run/read/readRun.js';
import { eventFilesOf } from '../helpers/eventFiles.js';
import { mutedWarnings } from '../helpers/mutedWarnings.js';
import { smallData, smallModel } from '../helpers/smallModel.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const warnings = mutedWarnings();

const circular: Record<string, unknown> = { name: 'x' };
circular.self = circular;
let deep: unknown = 'end';
for (let i = 0; i < 100; i++) deep = { deep };

const kinds: Record<string, unknown> = {
  bigint: 10n,
  circular,
  deep,
  nan: Number.NaN,
  function: () => 1,
  symbol: Symbol('s'),
  tensors: () => [tf.zeros([2])],
  long: 'x'.repeat(1e6),
  many: Array.from({ length: 20_000 }, (_, i) => i),
  getter: {
    get x() {
      throw new Error('never');
    },
  },
};

it.each(Object.keys(kinds))('info of any kind leaves a run that can be read: %s', async kind => {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  const info = { seed: 1, odd: kinds[kind] };
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, info });
  let said: string[] | undefined;
  const noted = {
    onEpochBegin: async (epoch: number) => {
      if (epoch === 0) said = warnings();
    },
  };
  const callbacks = [nc, new tfl.CustomCallback(noted)];
  await smallModel().fit(xs, ys, { epochs: 2, verbose: 0, callbacks });
  const folder = join(logdir, 'a');
  const { records, problems, info: written } = readRun(folder);
  expect([records.length, problems, written.info.seed]).toEqual([2, [], 1]);
  expect(existsSync(join(folder, 'report.html'))).toBe(true);
  expect(eventFilesOf(join(folder, 'measured'))).toHaveLength(1);
  expect(readFileSync(join(folder, 'report.html')).length).toBeLessThan(1.5e6);
  // Before the first epoch, and what it is.
  expect(said).toEqual([expect.stringMatching(/^NeuralCollapse: not all of the option info .*info\.odd/)]);
  expect(said![0]!.length).toBeLessThan(700);
});

it.each([null, 'notes', [1]])('info that is no object is refused: %o', info => {
  const { xs, ys } = smallData();
  expect(() => new NeuralCollapse({ data: { xs, ys }, logdir: null, info: info as never })).toThrow(
    /^NeuralCollapse: info must be an object, received /,
  );
});

it('options and regularizers that JSON cannot hold leave a run that can be read', async () => {
  const { xs, ys } = smallData();
  const logdir = temporaryFolder();
  const model = smallModel();
  const regularizer = tfl.regularizers.l1l2({ l1: 0, l2: 0 });
  regularizer.getConfig = () => ({ circular, strength: Number.POSITIVE_INFINITY }) as never;
  Object.assign(model.layers[0]!, { kernelRegularizer: regularizer });
  const options = { featureMemory: Number.POSITIVE_INFINITY, seed: 10n as never };
  const nc = new NeuralCollapse({ data: { xs, ys }, logdir, name: 'a', verbose: 0, ...options });
  await model.fit(xs, ys, { epochs: 1, verbose: 0, callbacks: [nc] });
  const { info } = readRun(join(logdir, 'a'));
  expect(JSON.stringify(info.model)).toContain('"strength":"Infinity"');
  expect(info.options).toMatchObject({ featureMemory: 'Infinity', seed: '10' });
});

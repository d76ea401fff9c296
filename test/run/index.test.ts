import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as run from '../../run/index.js';
import { ArgumentError } from '../../src/base/argumentError.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

it.each<[string, (folder: string) => void, RegExp]>([
  [
    'has no run.json',
    () => {},
    /a run folder, with a run\.json of schema tfjs-nc\.run\/1, received "?.*nowhere/,
  ],
  [
    'has another run.json',
    folder => writeFileSync(join(folder, 'run.json'), '{"schema":"tfjs-nc.run/9"}'),
    /received "?.*nowhere, whose run\.json is none/,
  ],
  [
    'has a folder for run.json',
    folder => mkdirSync(join(folder, 'run.json')),
    /nowhere.run\.json must be a file, and is a folder/,
  ],
])('an error names the folder that %s', (_, make, message) => {
  const folder = join(temporaryFolder(), 'nowhere');
  mkdirSync(folder);
  make(folder);
  expect(() => run.readRun(folder)).toThrow(message);
});

it.each([undefined, 5, {}])('a folder must be a path: %s', folder => {
  expect(() => run.readRun(folder as unknown as string)).toThrow(ArgumentError);
  expect(() => run.readRun(folder as unknown as string)).toThrow(/readRun: folder must be the path/);
});

it('loads no tf.js', () => {
  // tfjs-core puts its engine there.
  const program = "await import('tfjs-neural-collapse/run'); console.log('_tfengine' in globalThis)";
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  expect(stdout, stderr).toBe('false\n');
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { readRun } from '../../run/read/readRun.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const script = fileURLToPath(new URL('./pipeChild.mjs', import.meta.url));

/** Trains in a process whose output nobody reads any more. */
async function trainWithoutReader(streams: readonly ('stdout' | 'stderr')[], ...args: string[]) {
  const logdir = temporaryFolder();
  const child = spawn(process.execPath, [script, logdir, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  let errors = '';
  child.stderr.on('data', text => (errors += text));
  await once(child.stdout, 'data');
  for (const name of streams) {
    child[name].destroy();
    if (!child[name].closed) await once(child[name], 'close');
  }
  child.stdin.end();
  const [code] = await once(child, 'exit');
  const { records } = readRun(join(logdir, 'a'));
  return { code, errors, epochs: records.map(({ epoch }) => epoch) };
}

const ALL = [0, 1, 2, 3, 4, 5];

it.each([
  [['stdout'], 'fit'],
  [['stderr'], 'fit'],
  [['stdout', 'stderr'], 'loop'],
] as const)('a reader of %s that has gone does not end a training by %s', async (streams, how) => {
  const { code, errors, epochs } = await trainWithoutReader(streams, how);
  expect(epochs).toEqual(ALL);
  // 40 and as many listeners as are left on the streams.
  expect(code, errors).toBe(40);
});

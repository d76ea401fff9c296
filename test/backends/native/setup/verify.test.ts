import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verify } from '../../../../backends/native/setup/build.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const never = new AbortController().signal;

/** Runs `verify` with a child program of our own. */
function verifyWith(script: string, signal = never) {
  const folder = tempFolder();
  writeTree(folder, { 'child.cjs': script });
  return verify('/package', process.env, signal, join(folder, 'child.cjs'));
}

const print = (value: unknown) =>
  `console.error("noise"); console.log(${JSON.stringify(JSON.stringify(value))});`;

test('a sound package', async () => {
  expect(await verifyWith(print({ tensorflow: '2.21.0', gpu: false, wrong: [] }))).toEqual({
    ok: true,
    failure: '',
    tensorflow: '2.21.0',
    gpu: false,
    log: { missing: [], driverError: undefined, mentionsCuda: false },
  });
});

test('wrong numbers', async () => {
  const verified = await verifyWith(
    print({ tensorflow: '2.21.0', gpu: false, wrong: ['matMul: expected 1, got 2'] }),
  );
  expect(verified).toMatchObject({ ok: false, failure: 'matMul: expected 1, got 2' });
});

test.each([
  ['throws', 'throw new Error("cannot open shared object file")', 'cannot open shared object file'],
  ['is killed', 'process.kill(process.pid, "SIGSEGV"); setTimeout(() => {}, 1e6);', 'does not load'],
  ['says nothing', '', 'printed no result'],
])('a package whose loading %s', async (_what, script, message) => {
  const verified = await verifyWith(script);
  expect(verified.ok).toBe(false);
  expect(verified.failure).toContain(message);
});

test('an abort ends the child', async () => {
  const controller = new AbortController();
  const pending = verifyWith('setTimeout(() => {}, 1e6)', controller.signal);
  setTimeout(() => controller.abort(new Error('interrupted')), 50);
  await expect(pending).rejects.toThrow('interrupted');
});

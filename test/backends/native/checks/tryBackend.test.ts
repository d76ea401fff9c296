import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type TrialRequest, tryBackend } from '../../../../backends/native/checks/trials.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

/** Tries a backend with a child program of our own. */
function tryWith(script: string, overrides: Partial<TrialRequest> = {}) {
  const project = tempFolder();
  writeTree(project, { 'child.cjs': script });
  const request = { name: 'tfjs-node' as const, project, env: process.env, timeoutMs: 60_000 };
  const signal = new AbortController().signal;
  return tryBackend({ ...request, signal, ...overrides }, join(project, 'child.cjs'));
}

const print = (value: unknown) =>
  `console.log("noise"); console.log(${JSON.stringify(JSON.stringify(value))});`;
const choice = { device: 'CPU', versions: { tensorflow: '2.21.0' }, warnings: [], reason: 'loads' };

test('a backend that works', async () => {
  const trial = await tryWith(print({ choice, wrong: [] }));
  const { device, versions, warnings } = choice;
  expect(trial).toMatchObject({ outcome: 'works', failure: '', choice: { device, versions, warnings } });
});

test('one that computes wrong numbers', async () => {
  expect(await tryWith(print({ choice, wrong: ['matMul: 1'] }))).toMatchObject({
    outcome: 'wrong',
    failure: 'matMul: 1',
  });
});

test('one that says why it does not load', async () => {
  const trial = await tryWith(print({ failure: 'useBackend: tfjs-node: no binding' }));
  expect(trial).toMatchObject({ outcome: 'fails', failure: 'no binding' });
});

test('a crash is told with its signal and last words', async () => {
  const script =
    'console.error("last words"); process.kill(process.pid, "SIGILL"); setTimeout(() => {}, 1e6);';
  const trial = await tryWith(script);
  expect(trial).toMatchObject({ outcome: 'crashes', signal: 'SIGILL' });
  expect(trial.failure).toContain('SIGILL');
  expect(trial.failure).toContain('last words');
});

test('of an uncaught error the message is told, not the stack', async () => {
  const { failure } = await tryWith('throw new TypeError("no such thing")');
  expect(failure).toBe('the process ended with exit status 1:\nTypeError: no such thing');
});

test('an end without a result is a crash', async () => {
  expect((await tryWith('process.exit(3)')).failure).toBe('the process ended with exit status 3');
});

test('one that hangs is ended, even where it ignores being asked', async () => {
  const trial = await tryWith("process.on('SIGTERM', () => {}); setInterval(() => {}, 1e6);", {
    timeoutMs: 300,
  });
  expect(trial).toMatchObject({ outcome: 'hangs', failure: expect.stringContaining('within 0.3 s') });
});

test('Ctrl-C ends the trial', async () => {
  const controller = new AbortController();
  const pending = tryWith('setInterval(() => {}, 1e6)', { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('interrupted')), 50);
  await expect(pending).rejects.toThrow('interrupted');
});

test('the log is asked for the CUDA libraries of native backends alone', async () => {
  const script =
    'if (process.env.TF_CPP_VMODULE) console.error("Could not load dynamic library \'libcudnn.so.9\'");';
  expect((await tryWith(script)).cuda).toMatchObject({ missing: ['libcudnn.so.9'] });
  expect((await tryWith(script, { name: 'wasm' })).cuda).toBeUndefined();
});

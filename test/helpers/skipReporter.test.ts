import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A run of skipReporter.fixture.ts: what it printed, and its exit code. */
function run(environment: Record<string, string>, ...further: string[]) {
  const args = [vitest, 'run', '--config', 'test/helpers/skipReporter.config.ts', ...further];
  const env = { ...process.env, NO_COLOR: '1', TFJS_NC_NATIVE_LEFT_OUT: '0', ...environment };
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { status, text: stdout.trim() };
}

/** One run has every kind of skip: a start of vitest takes seconds. */
let all: { kind: string; ci: string; passed: boolean; text: string }[];
beforeAll(() => {
  all = JSON.parse(run({ EACH_PROJECT: '1' }).text);
});

/** What the reporter says where all skips are of one kind, and whether the run passes. */
function said(kind: string, ci: string) {
  const { passed, text } = all.find(one => one.kind === kind && one.ci === ci)!;
  return { passed, text };
}

const fileOf = (kind: string) => `[${kind}] test/helpers/skipReporter.fixture.ts`;

it.each(['', 'true'])('says what was skipped and why, and passes where it is expected (CI=%j)', ci => {
  const lines = ['(3): no published data in TFJS_NC_DATA_DIR: mnist', '(1): no GPU'];
  const text = ['skipped:', ...lines.map(line => `  ${fileOf('expected')} ${line}`)].join('\n');
  expect(said('expected', ci)).toEqual({ passed: true, text });
  expect(said('nothing', ci)).toEqual({ passed: true, text: '' });
});

const UNEXPECTED = 'SKIPPED, WHICH FAILS WHERE CI=true';

it.each([
  ['unexpected', 'there is no oven'],
  ['without-reason', 'no reason given: see test/helpers/onlyIf.ts'],
  ['todo', 'no reason given: see test/helpers/onlyIf.ts'],
])('fails in CI, and nowhere else, where it is not expected: %s', (kind, reason) => {
  const line = `  ${fileOf(kind)} (1): ${reason}`;
  expect(said(kind, '')).toEqual({ passed: true, text: `skipped:\n${line}` });
  expect(said(kind, 'true')).toEqual({ passed: false, text: `${UNEXPECTED}:\n${line}` });
});

it('gives the run its exit code', () => {
  const project = ['--project', 'unexpected'];
  const line = `  ${fileOf('unexpected')} (1): there is no oven`;
  expect(run({ CI: 'true' }, ...project)).toEqual({ status: 1, text: `${UNEXPECTED}:\n${line}` });
});

it('asks for no reason for tests that were not chosen, or whose hook failed', () => {
  const chosen = run({ CI: 'true' }, '--project', 'without-reason', '-t', 'runs');
  expect(chosen).toEqual({ status: 0, text: '' });
  expect(said('failed-hook', 'true')).toEqual({ passed: false, text: '' });
});

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** A run of skipReporter.fixture.ts: what it printed, and whether it passed. */
function run(skips: string, ci: string, ...further: string[]) {
  const args = [vitest, 'run', '--config', 'test/helpers/skipReporter.config.ts', ...further];
  const env = { ...process.env, SKIPS: skips, CI: ci, NO_COLOR: '1', TFJS_NC_NATIVE_LEFT_OUT: '0' };
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  return { passed: status === 0, text: stdout.trim() };
}

const FILE = '[fixture] test/helpers/skipReporter.fixture.ts';
const EXPECTED_LINES =
  `skipped:\n  ${FILE} (3): no published data in TFJS_NC_DATA_DIR: mnist\n` + `  ${FILE} (1): no GPU`;

it.each(['', 'true'])('says what was skipped and why, and passes where it is expected (CI=%j)', ci => {
  expect(run('expected', ci)).toEqual({ passed: true, text: EXPECTED_LINES });
  expect(run('nothing', ci)).toEqual({ passed: true, text: '' });
});

it.each([
  ['unexpected', 'there is no oven'],
  ['without-reason', 'no reason given: see test/helpers/onlyIf.ts'],
  ['todo', 'no reason given: see test/helpers/onlyIf.ts'],
])('fails in CI, and nowhere else, where it is not expected: %s', (skips, reason) => {
  const line = `  ${FILE} (1): ${reason}`;
  expect(run(skips, '')).toEqual({ passed: true, text: `skipped:\n${line}` });
  expect(run(skips, 'true')).toEqual({ passed: false, text: `SKIPPED, WHICH FAILS WHERE CI=true:\n${line}` });
});

it('asks for no reason for tests that were not chosen, or whose hook failed', () => {
  expect(run('without-reason', 'true', '-t', 'runs')).toEqual({ passed: true, text: '' });
  expect(run('failed-hook', 'true')).toEqual({ passed: false, text: '' });
});

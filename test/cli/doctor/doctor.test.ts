import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CORE, fakeProject, LAYERS } from '../../backends/native/checks/fakeProject.js';
import { run } from '../run.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A project of the tester, with two copies of tfjs-core. */
function brokenProject(): string {
  return fakeProject({
    '': { dependencies: { [CORE]: '*', [LAYERS]: '*' } },
    [`node_modules/${CORE}`]: { version: '4.22.0' },
    [`node_modules/${LAYERS}`]: { version: '4.22.0', dependencies: { [CORE]: '*' } },
    [`node_modules/${LAYERS}/node_modules/${CORE}`]: { version: '4.20.0' },
  });
}

test('a project with two copies: exit code 1, and both are shown', async () => {
  const project = brokenProject();
  const { code, out } = await run('doctor --skip-backends', project);
  expect(code).toBe(1);
  expect(out.split('\n')[0]).toBe(project);
  expect(out).toMatch(/^ {2}problem {2}\d copies of @tensorflow\/tfjs-core: tensors and backends/m);
  expect(out).toContain(
    `4.20.0 in ${join('node_modules', LAYERS, 'node_modules', CORE)}, brought by ${LAYERS}@4.22.0`,
  );
  expect(out).toMatch(/\d+ problems?, .* → says what to do\.$/);
});

test('--json has the same as one line', async () => {
  const project = brokenProject();
  const { code, out } = await run('doctor --skip-backends --json', project);
  expect(code).toBe(1);
  const result = JSON.parse(out);
  expect(result).toMatchObject({ schema: 'tfjs-nc.doctor/1', ok: false, project, backends: [] });
  const problems = result.findings.filter((each: { status: string }) => each.status === 'problem');
  expect(problems).toHaveLength(result.counts.problem);
  for (const { status, advice } of result.findings) {
    if (status === 'problem' || status === 'warning') expect(advice).not.toEqual([]);
  }
});

test('a folder without a project is examined too', async () => {
  const { out } = await run('doctor --skip-backends', '/');
  expect(out).toContain('there is no package.json in / or above');
});

test.each(['0', '-1', 'soon', '1e9'])('--timeout=%s is refused', async text => {
  const { code, err } = await run(['doctor', `--timeout=${text}`]);
  expect(code).toBe(2);
  expect(err).toContain(`--timeout must be a number of seconds above 0, at most 86400, received "${text}"`);
});

test('the built doctor tries the backends, each in a process of its own', () => {
  const binary = join(root, 'dist', 'cli', 'main.js');
  const env = { ...process.env, NO_COLOR: '1' };
  const { stdout, stderr } = spawnSync(process.execPath, [binary, 'doctor', '--json'], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  const { backends, findings } = JSON.parse(stdout);
  expect(stderr).toMatch(/^- trying wasm$/m);
  expect(stderr).toMatch(/^- trying a training with @tensorflow\/tfjs-layers$/m);
  const outcomes = Object.fromEntries(
    backends.map(({ name, outcome, failure }: Record<string, string>) => [name, `${outcome}${failure}`]),
  );
  expect(outcomes).toMatchObject({ wasm: 'works', cpu: 'works' });
  const status = (id: string) => findings.find((each: { id: string }) => each.id === id)?.status;
  expect(status('copies.tfjs-core')).toBe('ok');
  expect(status('package.self')).toBe('ok');
  expect(status('training.tfjs-layers')).toBe('ok');
});

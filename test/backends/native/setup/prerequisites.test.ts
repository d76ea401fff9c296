import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkPrerequisites, missingMessage } from '../../../../backends/native/setup/platform.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

/** A PATH of one folder that holds the named programs as shell scripts. */
function pathWith(programs: Record<string, string>): NodeJS.ProcessEnv {
  const bin = join(tempFolder(), 'bin');
  mkdirSync(bin);
  const scripts = Object.entries(programs).map(([name, body]) => [name, `#!/bin/sh\n${body}\n`]);
  writeTree(bin, Object.fromEntries(scripts), 0o755);
  return { PATH: bin };
}

const names = async (env: NodeJS.ProcessEnv, needPip = true) =>
  (await checkPrerequisites(needPip, env)).missing.map(one => one.name);

const all = { make: '', 'g++': '', python3: 'exit 0' };

test('an empty PATH: everything is named at once, each with its command', async () => {
  const { missing } = await checkPrerequisites(true, { PATH: '' });
  expect(missing.map(one => one.name)).toEqual(expect.arrayContaining(['make', 'g++', 'python3']));
  const message = missingMessage(missing);
  expect(message).toMatch(/make: .+ Install it: sudo apt-get install -y make/);
  expect(message).toMatch(/g\+\+: .+ Install it: sudo apt-get install -y g\+\+/);
  expect(message).toMatch(/python3: node-gyp and pip need it\. Install it: sudo apt-get install -y python3/);
});

test('nothing is missing where all is there', async () => {
  expect(await names(pathWith(all))).toEqual([]);
});

test.each(['make', 'g++', 'python3'])('%s alone missing is named alone', async name => {
  const { [name as keyof typeof all]: _, ...rest } = all;
  expect(await names(pathWith(rest))).toEqual([name]);
});

test('python without pip: pip is named, but only where pip is needed', async () => {
  const env = pathWith({ ...all, python3: 'exit 1' });
  expect(await names(env)).toEqual(['pip']);
  expect(await names(env, false)).toEqual([]);
});

test("the machine's own package manager is named", async () => {
  const { missing } = await checkPrerequisites(true, pathWith({ make: '', dnf: '' }));
  expect(missingMessage(missing)).toContain('sudo dnf install -y gcc-c++');
});

test('a compiler given by CXX counts', async () => {
  const { 'g++': _, ...rest } = all;
  expect(await names({ ...pathWith({ ...rest, mycxx: '' }), CXX: 'mycxx' })).toEqual([]);
});

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { isPlain, openWorkshop } from '../../../../backends/native/setup/build.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

let root: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  root = tempFolder();
  env = { HOME: root, TMPDIR: join(root, 'temporary') };
  mkdirSync(env.TMPDIR!);
});

function packageIn(folder: string): string {
  const packageDir = join(root, folder);
  writeTree(packageDir, {
    'package.json': '{}',
    'binding.gyp': 'gyp',
    'binding/a.cc': 'code',
    'deps/include/a.h': 'header',
    'dist/index.js': '',
  });
  return packageDir;
}

test.each(['/home/a/node_modules/@tensorflow/tfjs-node', '/x/a+b.c_d-e'])('%s is plain', path => {
  expect(isPlain(path)).toBe(true);
});

test.each([...' \'"$()é&;#:`\\*?~=%[]{}<>|!,\n'])('%j is not', character => {
  expect(isPlain(`/a${character}b`)).toBe(false);
});

test('a plain package is built where it is', async () => {
  const packageDir = packageIn('plain');
  const workshop = await openWorkshop(packageDir, '/usr', env);
  expect(workshop).toMatchObject({ folder: packageDir, nodeDir: '/usr', env: {} });
  await workshop.deliver();
  await workshop.dispose();
  expect(existsSync(join(packageDir, 'package.json'))).toBe(true);
});

test('another one beside: sources as copies, libraries and headers as links, the binding brought back', async () => {
  const packageDir = packageIn(`it's $HOME`);
  const nodeDir = join(root, 'the node (20)');
  writeTree(nodeDir, { 'include/node/node.h': 'node' });
  const workshop = await openWorkshop(packageDir, nodeDir, env);
  expect(isPlain(workshop.folder)).toBe(true);
  expect(isPlain(workshop.nodeDir!)).toBe(true);
  expect(readdirSync(workshop.folder).sort()).toEqual([
    'binding',
    'binding.gyp',
    'deps',
    'node',
    'package.json',
  ]);
  expect(readFileSync(join(workshop.folder, 'deps/include/a.h'), 'utf8')).toBe('header');
  expect(readFileSync(join(workshop.nodeDir!, 'include/node/node.h'), 'utf8')).toBe('node');
  writeTree(workshop.folder, { 'lib/napi-v8/tfjs_binding.node': 'binding', 'build/a.o': '' });
  await workshop.deliver();
  await workshop.dispose();
  expect(readFileSync(join(packageDir, 'lib/napi-v8/tfjs_binding.node'), 'utf8')).toBe('binding');
  expect(existsSync(join(packageDir, 'build'))).toBe(false);
  expect(readdirSync(env.TMPDIR!)).toEqual([]);
  // What the links pointed at is still there.
  expect(existsSync(join(packageDir, 'deps/include/a.h'))).toBe(true);
});

test('headers that node-gyp would download into a home folder with a space go elsewhere', async () => {
  const home = { ...env, HOME: join(root, 'John Doe') };
  const workshop = await openWorkshop(packageIn('plain'), undefined, home);
  expect(workshop.nodeDir).toBeUndefined();
  expect(workshop.env.npm_config_devdir).toBe(join(workshop.folder, 'headers'));
  await workshop.dispose();
});

test("TMPDIR with a space: the system's own is taken", async () => {
  const TMPDIR = join(root, 'my temporary');
  mkdirSync(TMPDIR);
  const workshop = await openWorkshop(packageIn('a b'), '/usr', { ...env, TMPDIR });
  expect(workshop.folder).toMatch(/^\/(var\/)?tmp\//);
  await workshop.dispose();
  expect(existsSync(workshop.folder)).toBe(false);
});

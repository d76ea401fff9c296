import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { setUpNative } from '../../../../backends/native/setup/setup.js';
import { resolveRequest } from '../../../../cli/setup-native/index.js';
import { captureIo } from '../../../cli/capture.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const NAME = '@tensorflow/tfjs-node';

/**
 * An npm that installs a tfjs-node whose node-pre-gyp is `builder`, into --prefix or the working folder. It fails where
 * FAKE_NPM_FAILS names the folder that it is called for: `staging` or `project`.
 */
const npm = (builder: string) => `#!${process.execPath}
const { cpSync, mkdirSync, rmSync, writeFileSync, readFileSync, existsSync } = require('fs');
const { join } = require('path');
const args = process.argv.slice(2);
const at = args.indexOf('--prefix');
const root = at < 0 ? process.cwd() : args[at + 1];
const modules = join(root, 'node_modules');
if (args[0] === 'uninstall') {
  rmSync(join(modules, '@tensorflow'), { recursive: true, force: true });
  rmSync(join(modules, '@mapbox'), { recursive: true, force: true });
  process.exit(0);
}
const write = (name, text) => {
  mkdirSync(join(modules, name, '..'), { recursive: true });
  writeFileSync(join(modules, name), text);
};
write('${NAME}/package.json', '{"name":"${NAME}","version":"4.22.0","binary":{"napi_versions":[3]}}');
write('${NAME}/binding.gyp', '{}');
write('@mapbox/node-pre-gyp/package.json', '{}');
write('@mapbox/node-pre-gyp/bin/node-pre-gyp', ${JSON.stringify(builder)});
write('.package-lock.json', '{}');
if (!args.includes('--no-save')) {
  writeFileSync(join(root, 'package.json'), '{"saved":true}');
  writeFileSync(join(root, 'package-lock.json'), '{"saved":true}');
}
if (process.env.FAKE_NPM_FAILS === (at < 0 ? 'project' : 'staging')) {
  console.error('npm error of the test');
  process.exit(1);
}
`;

const BUILDS = `
  const fs = require('fs');
  fs.mkdirSync('lib/napi-v3', { recursive: true });
  fs.writeFileSync('lib/napi-v3/tfjs_binding.node', fs.readFileSync('deps/include/tensorflow/c/c_api.h'));
`;
const VERIFIES = `console.log('{"tensorflow":"2.21.0","gpu":false,"wrong":[]}')`;

let root: string;

/** Programs, a TensorFlow, and a project at `place` with these files in it. */
function world(project: Record<string, string>, builder = BUILDS, verifier = VERIFIES, place = 'project') {
  writeTree(
    root,
    {
      'bin/npm': npm(builder),
      'bin/make': '',
      'bin/g++': '',
      'bin/python3': '',
      'verifier.cjs': verifier,
    },
    0o755,
  );
  writeTree(root, {
    'tensorflow/include/tensorflow/c/c_api.h': 'header',
    'tensorflow/libtensorflow_cc.so.2': 'cc',
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'node-gyp.js': '',
    ...Object.fromEntries(Object.entries(project).map(([name, text]) => [join(place, name), text])),
  });
  mkdirSync(join(root, 'temporary'), { recursive: true });
  return join(root, place);
}

function setUp(project: string, options: object = {}, extra: NodeJS.ProcessEnv = {}, abortAt?: RegExp) {
  const controller = new AbortController();
  const env = {
    PATH: [join(root, 'bin'), dirname(process.execPath)].join(delimiter),
    HOME: root,
    TMPDIR: join(root, 'temporary'),
    npm_config_node_gyp: join(root, 'node-gyp.js'),
    ...extra,
  };
  const { io } = captureIo({ cwd: project, env });
  const values = { tensorflow: join(root, 'tensorflow'), 'cache-dir': join(root, 'cache'), ...options };
  const report = (line: string) => {
    if (abortAt?.test(line)) controller.abort(new Error('interrupted'));
  };
  return setUpNative(resolveRequest(values, io), {
    cwd: io.cwd,
    env: io.env,
    signal: controller.signal,
    report,
    verifier: join(root, 'verifier.cjs'),
  });
}

/** Every file, folder and link below `folder`, and what is in it. */
function contents(folder: string): Record<string, string> {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    all.map(entry => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), statSync(path).isFile() ? readFileSync(path, 'utf8') : 'folder'];
    }),
  );
}

beforeEach(() => {
  root = tempFolder();
});

const EMPTY = { 'package.json': '{"name":"mine"}' };
const LOCKED = {
  ...EMPTY,
  'package-lock.json': '{"lockfileVersion":3}',
  'node_modules/.package-lock.json': '{"hidden":true}',
  'node_modules/other/package.json': '{"name":"other"}',
};
const BROKEN = {
  ...LOCKED,
  [`node_modules/${NAME}/package.json`]: `{"name":"${NAME}","version":"4.22.0","binary":{"napi_versions":[3]}}`,
  [`node_modules/${NAME}/deps/lib/libtensorflow.so`]: 'old',
  'node_modules/@mapbox/node-pre-gyp/package.json': '{}',
  'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp': 'process.exit(1)',
};

test('installs, builds, verifies, and leaves nothing else', async () => {
  const project = world(LOCKED);
  const result = await setUp(project);
  expect(result).toMatchObject({ action: 'installed', tensorflow: '2.21.0', napi: 3 });
  expect(result.folder).toBe(join(project, 'node_modules', NAME));
  const read = (name: string) => readFileSync(join(project, 'node_modules', NAME, name), 'utf8');
  expect(read('lib/napi-v3/tfjs_binding.node')).toBe('header');
  expect(read('deps/lib/libtensorflow.so')).toBe('cc');
  expect(JSON.parse(read('tfjs-nc-setup.json'))).toMatchObject({ tensorflow: '2.21.0', napi: 3 });
  expect(readdirSync(join(project, 'node_modules')).sort()).toEqual([
    '.package-lock.json',
    '@mapbox',
    '@tensorflow',
    'other',
  ]);
  expect(readdirSync(join(root, 'temporary'))).toEqual([]);
});

test('--no-save leaves package.json alone', async () => {
  const project = world(EMPTY);
  await setUp(project, { 'no-save': true });
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe(EMPTY['package.json']);
});

describe.each([
  ['a project without node_modules', EMPTY],
  ['a project with other packages', LOCKED],
])('%s is as it was', (_, files) => {
  test.each<[string, RegExp, Parameters<typeof world>[1], string, NodeJS.ProcessEnv]>([
    ['npm cannot fetch it', /npm error of the test/, BUILDS, VERIFIES, { FAKE_NPM_FAILS: 'staging' }],
    ['the compiler fails', /building the binding failed/, 'process.exit(1)', VERIFIES, {}],
    ['the build leaves nothing', /building the binding failed/, '', VERIFIES, {}],
    ['the binding does not load', /does not load/, BUILDS, 'process.exit(1)', {}],
    ['it computes wrong numbers', /built, but 1 is 2/, BUILDS, `console.log('{"wrong":["1 is 2"]}')`, {}],
    ['npm fails in the project', /npm error of the test/, BUILDS, VERIFIES, { FAKE_NPM_FAILS: 'project' }],
  ])('after: %s', async (_step, message, builder, verifier, env) => {
    const project = world(files, builder, verifier);
    const before = contents(root);
    await expect(setUp(project, {}, env)).rejects.toThrow(message);
    expect(contents(root)).toEqual(before);
  });

  test.each([/laying out/, /building/, /verifying/, /installing/])(
    'after an interruption at: %s',
    async step => {
      const project = world(files);
      const before = contents(root);
      await expect(setUp(project, {}, {}, step)).rejects.toThrow('interrupted');
      expect(contents(root)).toEqual(before);
    },
  );
});

test('a package that was there, broken, is as it was after a failed build', async () => {
  const project = world(BROKEN, BUILDS, 'process.exit(1)');
  const before = contents(root);
  await expect(setUp(project, { force: true })).rejects.toThrow(/building the binding failed/);
  expect(contents(root)).toEqual(before);
});

test('without the TensorFlow, nothing is made, not even an empty cache', async () => {
  const project = world(EMPTY);
  writeTree(root, { 'bin/python3': '#!/bin/sh\necho "ERROR: No matching distribution"; exit 1\n' }, 0o755);
  // Fails for the want of pip: the fake Python fails whatever it is asked.
  const before = contents(root);
  await expect(setUp(project, { tensorflow: 'pip' })).rejects.toThrow(/pip: it downloads TensorFlow/);
  expect(contents(root)).toEqual(before);
});

test.each([`a b'c"d`, '$HOME (1)', 'größe & co', 'semi;colon #1'])(
  'builds in a folder named %s',
  async name => {
    // The compiler sees the folder that it works in; here it fails where the path is not plain.
    const strict = `${BUILDS}
    const paths = [process.cwd(), process.env.PWD ?? '', process.env.npm_config_devdir ?? ''];
    if (!paths.every(path => /^[\\w/.@+-]*$/.test(path))) process.exit(1);`;
    const project = world(EMPTY, strict, VERIFIES, name);
    await setUp(project);
    const binding = join(project, 'node_modules', NAME, 'lib', 'napi-v3', 'tfjs_binding.node');
    expect(readFileSync(binding, 'utf8')).toBe('header');
    expect(readdirSync(join(root, 'temporary'))).toEqual([]);
    expect(existsSync(join(project, 'node_modules', NAME, 'deps', 'lib', 'libtensorflow.so'))).toBe(true);
  },
);

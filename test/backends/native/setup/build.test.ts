import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildBinding, napiVersion } from '../../../../backends/native/setup/build.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const never = new AbortController().signal;
const tools = { make: 'make', compiler: 'g++', nodeGyp: '/npm/node-gyp.js', nodeDir: '/prefix' };

/** A package like tfjs-node whose node-pre-gyp is the given script. */
function packageWith(script: string, napiVersions = [3, 4, 8]): string {
  const folder = tempFolder();
  writeTree(folder, {
    'package.json': JSON.stringify({ binary: { napi_versions: napiVersions } }),
    'node_modules/@mapbox/node-pre-gyp/package.json': '{}',
    'node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp': script,
  });
  return folder;
}

test('the highest N-API version that package and Node both know', () => {
  expect(napiVersion(packageWith('', [3, 4, 8]))).toBe(8);
  expect(napiVersion(packageWith('', [3, 4, 1000]))).toBe(4);
});

test('builds that one version, with the headers and the node-gyp that were found', async () => {
  const folder = packageWith(`
    const fs = require('fs');
    fs.mkdirSync('lib/napi-v8', { recursive: true });
    fs.writeFileSync('lib/napi-v8/tfjs_binding.node', '');
    const { npm_config_nodedir, npm_config_node_gyp } = process.env;
    fs.writeFileSync('seen.json', JSON.stringify([process.argv.slice(2), npm_config_nodedir, npm_config_node_gyp]));
  `);
  const binding = await buildBinding(folder, tools, process.env, never);
  expect(existsSync(binding)).toBe(true);
  expect(JSON.parse(readFileSync(join(folder, 'seen.json'), 'utf8'))).toEqual([
    ['rebuild', '--build-latest-napi-version-only'],
    '/prefix',
    '/npm/node-gyp.js',
  ]);
});

test("a failing compiler's words come first, without the tools' frame", async () => {
  const folder = packageWith(`
    console.error('tfjs_backend.cc:1: error: no such thing');
    console.error('node-pre-gyp ERR! stack at somewhere');
    process.exit(1);
  `);
  await expect(buildBinding(folder, tools, process.env, never)).rejects.toThrow(
    /^building the binding failed:\ntfjs_backend\.cc:1: error: no such thing$/,
  );
});

test('headers that cannot be downloaded: the way out without a network is named', async () => {
  const folder = packageWith(`console.error('gyp ERR! getaddrinfo ENOTFOUND a.host'); process.exit(1);`);
  await expect(buildBinding(folder, tools, process.env, never)).rejects.toThrow(
    /there is no network.*npm_config_nodedir=<prefix>/,
  );
});

test('a build that ends well but leaves no binding is a failure', async () => {
  await expect(buildBinding(packageWith(''), tools, process.env, never)).rejects.toThrow(
    /building the binding failed/,
  );
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findBuildTools } from '../../../../backends/native/setup/buildTools.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const [major, minor, patch] = process.versions.node.split('.').map(Number);

function nodePrefix(version: [number, number, number]): string {
  const prefix = tempFolder();
  const [a, b, c] = version;
  const header = `#define NODE_MAJOR_VERSION ${a}\n#define NODE_MINOR_VERSION ${b}\n#define NODE_PATCH_VERSION ${c}\n`;
  writeTree(prefix, { 'bin/node': '', 'include/node/node_version.h': header });
  return prefix;
}

test("the headers beside Node are used when they are this Node's", () => {
  const prefix = nodePrefix([major!, minor!, patch!]);
  expect(findBuildTools({ PATH: '' }, join(prefix, 'bin', 'node')).nodeDir).toBe(prefix);
});

test('headers of another Node version are left to node-gyp to download', () => {
  const prefix = nodePrefix([major!, minor!, patch! + 1]);
  expect(findBuildTools({ PATH: '' }, join(prefix, 'bin', 'node')).nodeDir).toBeUndefined();
});

test("npm's nodedir setting comes first", () => {
  const prefix = nodePrefix([major!, minor!, patch!]);
  const env = { PATH: '', npm_config_nodedir: '/somewhere' };
  expect(findBuildTools(env, join(prefix, 'bin', 'node')).nodeDir).toBe('/somewhere');
});

test("npm's own node-gyp is found from the npm that runs us", () => {
  const npm = tempFolder();
  writeTree(npm, { 'bin/npm-cli.js': '', 'node_modules/node-gyp/bin/node-gyp.js': '' });
  const env = { PATH: '', npm_execpath: join(npm, 'bin', 'npm-cli.js') };
  expect(findBuildTools(env).nodeGyp).toBe(join(npm, 'node_modules/node-gyp/bin/node-gyp.js'));
});

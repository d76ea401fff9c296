import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openStaging, repairStaging } from '../../../../backends/native/setup/staging.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

let nodeModules: string;
let installed: string;

beforeEach(() => {
  nodeModules = join(tempFolder(), 'node_modules');
  installed = join(nodeModules, '@tensorflow', 'tfjs-node');
  writeTree(installed, {
    'package.json': '{"version":"old"}',
    'dist/index.js': '',
    'dist/lib/kept.js': '',
    'deps/lib/libtensorflow.so': 'old library',
    'lib/napi-v8/tfjs_binding.node': 'old binding',
    'build-tmp-napi-v8/object.o': '',
  });
});

const leftovers = () => readdirSync(nodeModules).filter(name => name !== '@tensorflow');
const library = () => readFileSync(join(installed, 'deps/lib/libtensorflow.so'), 'utf8');

test('the copy starts without what was built, and takes the place in the end', async () => {
  const staging = await openStaging(installed);
  expect(readdirSync(staging.packageDir).sort()).toEqual(['dist', 'package.json']);
  expect(existsSync(join(staging.packageDir, 'dist/lib/kept.js'))).toBe(true);
  expect(library()).toBe('old library');
  writeTree(staging.packageDir, { 'deps/lib/libtensorflow.so': 'new library' });
  await staging.commit();
  await staging.dispose();
  expect(library()).toBe('new library');
  expect(leftovers()).toEqual([]);
});

test('disposing without a commit leaves the package as it was', async () => {
  const staging = await openStaging(installed);
  writeTree(staging.packageDir, { 'deps/lib/libtensorflow.so': 'half a library' });
  await staging.dispose();
  expect(library()).toBe('old library');
  expect(leftovers()).toEqual([]);
});

test('a commit that fails half-way rolls back', async () => {
  const staging = await openStaging(installed);
  rmSync(staging.packageDir, { recursive: true });
  await expect(staging.commit()).rejects.toThrow(/ENOENT/);
  await staging.dispose();
  expect(library()).toBe('old library');
  expect(leftovers()).toEqual([]);
});

/** The id of a process that has ended. */
const DEAD = 4_194_305; // above Linux's largest process id

test('a run killed between the two renames is repaired', async () => {
  const folder = join(nodeModules, `.tfjs-nc-setup-tfjs-node-${DEAD}`);
  mkdirSync(folder);
  renameSync(installed, join(folder, 'previous'));
  expect(await repairStaging(installed)).toBe(true);
  expect(library()).toBe('old library');
  expect(leftovers()).toEqual([]);
});

test('a run killed after the swap loses only its leftovers', async () => {
  writeTree(join(nodeModules, `.tfjs-nc-setup-tfjs-node-${DEAD}`, 'previous'), { 'package.json': '' });
  expect(await repairStaging(installed)).toBe(false);
  expect(library()).toBe('old library');
  expect(leftovers()).toEqual([]);
});

test("another package's staging and other folders are not touched", async () => {
  mkdirSync(join(nodeModules, `.tfjs-nc-setup-tfjs-node-gpu-${DEAD}`));
  mkdirSync(join(nodeModules, '.bin'));
  expect(await repairStaging(installed)).toBe(false);
  expect(leftovers()).toHaveLength(2);
});

test('a run that is at work is not disturbed', async () => {
  mkdirSync(join(nodeModules, `.tfjs-nc-setup-tfjs-node-${process.ppid}`));
  await expect(repairStaging(installed)).rejects.toThrow(/another setup-native \(process \d+\) is at work/);
  expect(leftovers()).toHaveLength(1);
});

test('a project without node_modules needs no repair', async () => {
  expect(await repairStaging(join(tempFolder(), 'node_modules', '@tensorflow', 'tfjs-node'))).toBe(false);
});

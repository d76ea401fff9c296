import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { vulkanState } from '../../../backends/webgpu/vulkanState.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';

test('a loader in LD_LIBRARY_PATH, and drivers that VK_DRIVER_FILES names and that exist', () => {
  const folder = temporaryFolder();
  const driver = join(folder, 'icd.json');
  const env = { LD_LIBRARY_PATH: `/nowhere:${folder}`, VK_DRIVER_FILES: `${driver}:/nowhere/b.json` };
  expect(vulkanState(env).drivers).toEqual([]);
  for (const file of ['libvulkan.so.1', 'icd.json']) writeFileSync(join(folder, file), '');
  expect(vulkanState(env)).toMatchObject({ loader: true, drivers: [driver] });
  expect(vulkanState({ ...env, VK_DRIVER_FILES: undefined, VK_ICD_FILENAMES: driver }).drivers).toEqual([
    driver,
  ]);
});

test('drivers in the folders that the loader looks into', () => {
  const data = temporaryFolder();
  const icd = join(data, 'vulkan', 'icd.d');
  mkdirSync(icd, { recursive: true });
  for (const file of ['a.json', 'readme.txt']) writeFileSync(join(icd, file), '');
  const { drivers } = vulkanState({ XDG_DATA_HOME: data });
  expect(drivers).toContain(join(icd, 'a.json'));
  expect(drivers).not.toContain(join(icd, 'readme.txt'));
});

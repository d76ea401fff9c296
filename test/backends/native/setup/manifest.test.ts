import { expect, test } from 'vitest';
import { readManifest, satisfies, writeManifest } from '../../../../backends/native/setup/manifest.js';
import { tempFolder } from '../../../cli/tempFolder.js';

const wheel = { source: { kind: 'wheel', path: '/a.whl' }, tensorflow: '2.21.0', napi: 8 } as const;

test('is read back; a package without one has none', async () => {
  const folder = tempFolder();
  expect(readManifest(folder)).toBeUndefined();
  await writeManifest(folder, wheel);
  expect(readManifest(folder)).toEqual(wheel);
});

test('any working TensorFlow satisfies a request that names none', () => {
  expect(satisfies({ kind: 'pip', version: undefined }, '2.9.1', undefined)).toBe(true);
});

test('a named version, wheel or folder must be the one at work', () => {
  expect(satisfies({ kind: 'pip', version: '2.21.0' }, '2.21.0', wheel)).toBe(true);
  expect(satisfies({ kind: 'pip', version: '2.20.0' }, '2.21.0', wheel)).toBe(false);
  expect(satisfies({ kind: 'wheel', path: '/a.whl' }, '2.21.0', wheel)).toBe(true);
  expect(satisfies({ kind: 'wheel', path: '/b.whl' }, '2.21.0', wheel)).toBe(false);
  expect(satisfies({ kind: 'dir', path: '/a.whl' }, '2.21.0', wheel)).toBe(false);
  expect(satisfies({ kind: 'dir', path: '/a' }, '2.21.0', undefined)).toBe(false);
});

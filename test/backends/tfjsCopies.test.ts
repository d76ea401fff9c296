import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { copiesMessage, loadedCopies, packageFolder, requireOneCore } from '../../backends/tfjsCopies.js';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'tfjs-nc-copies-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a package below `folder`/node_modules and returns its folder. */
function fakePackage(folder: string, name: string): string {
  const at = join(folder, 'node_modules', name);
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), JSON.stringify({ name, version: '4.9.9', main: 'index.js' }));
  writeFileSync(join(at, 'index.js'), 'exports.here = __filename;');
  return at;
}

test('a native package with a tfjs-core of its own is refused with both paths and the way out', () => {
  const native = fakePackage(root, '@tensorflow/tfjs-node');
  const union = fakePackage(root, '@tensorflow/tfjs');
  const nested = fakePackage(union, '@tensorflow/tfjs-core');
  const manifest = join(native, 'package.json');
  expect(packageFolder('@tensorflow/tfjs-core', manifest, ['@tensorflow/tfjs'])).toBe(nested);
  expect(() => requireOneCore(manifest, ['@tensorflow/tfjs'])).toThrow(nested);
  expect(() => requireOneCore(manifest, ['@tensorflow/tfjs'])).toThrow(
    /2 copies of @tensorflow\/tfjs-core: .+ and .+npm ls.+npm dedupe.+overrides/,
  );
});

test('the same copy reached by another way passes', () => {
  const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-layers/package.json');
  expect(() => requireOneCore(manifest, [])).not.toThrow();
});

test('a package that resolves to nothing has no folder', () => {
  expect(packageFolder('@tensorflow/no-such-package', import.meta.url)).toBeUndefined();
});

test('a second loaded copy is seen', () => {
  const name = '@tensorflow/tfjs-core';
  const before = loadedCopies(name);
  expect(before).toHaveLength(1);
  const second = fakePackage(join(root, 'app'), name);
  createRequire(import.meta.url)(second);
  const copies = loadedCopies(name);
  expect(copies).toHaveLength(2);
  expect(copies).toContain(second);
  expect(copiesMessage(name, copies)).toContain(second);
});

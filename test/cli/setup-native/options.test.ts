import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveRequest } from '../../../cli/setup-native/index.js';
import { tempFolder, writeTree } from '../tempFolder.js';

const io = { cwd: '/', env: {} };

test('the defaults: tfjs-node, pip, saved, nothing explicit', () => {
  const request = resolveRequest({}, io);
  expect(request).toMatchObject({ gpu: false, source: { kind: 'pip' }, save: true, force: false });
  expect(request.cacheDir).toContain('tfjs-neural-collapse');
});

test('a folder and a wheel are told apart, relative to the working folder', () => {
  const cwd = tempFolder();
  writeTree(cwd, { 'tf/x': '', 'a.whl': '', 'a.zip': '' });
  expect(resolveRequest({ tensorflow: 'tf' }, { cwd, env: {} }).source).toEqual({
    kind: 'dir',
    path: join(cwd, 'tf'),
  });
  expect(resolveRequest({ tensorflow: './a.whl' }, { cwd, env: {} }).source).toEqual({
    kind: 'wheel',
    path: join(cwd, 'a.whl'),
  });
  expect(() => resolveRequest({ tensorflow: 'a.zip' }, { cwd, env: {} })).toThrow(/must be a \.whl file/);
});

test.each([
  [{ tensorflow: '/no/such/place' }, /there is no \/no\/such\/place/],
  [{ 'tensorflow-version': 'newest' }, /exact version like 2\.21\.0, received "newest"/],
  [{ tensorflow: '/', 'tensorflow-version': '2.21.0' }, /goes with --tensorflow pip only/],
])('%j is refused', (values, message) => {
  expect(() => resolveRequest(values, io)).toThrow(message);
});

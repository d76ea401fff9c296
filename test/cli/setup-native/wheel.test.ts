import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import {
  requireWheelFor,
  unpackWheel,
  wantedMember,
  wheelIdentity,
} from '../../../cli/setup-native/wheel.js';
import { tempFolder } from '../tempFolder.js';
import { zipOf } from './zipOf.js';

const never = new AbortController().signal;
const NAME = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

function wheelOf(members: Record<string, string>): string {
  const path = join(tempFolder(), NAME);
  writeFileSync(path, zipOf(members));
  return path;
}

test('the name and version come from the file name', () => {
  expect(wheelIdentity(`/a/${NAME}`)).toEqual({
    name: 'tensorflow-cpu',
    version: '2.21.0',
    platform: 'manylinux_2_27_x86_64',
  });
  expect(() => wheelIdentity('/a/tensorflow.whl')).toThrow(/not named like a wheel/);
});

test('a wheel for another system is refused', () => {
  expect(() => requireWheelFor(NAME, false, 'x64')).not.toThrow();
  expect(() => requireWheelFor(NAME, false, 'arm64')).toThrow(/needs a Linux aarch64 wheel/);
  expect(() => requireWheelFor('tensorflow-2.21.0-cp311-cp311-win_amd64.whl', false, 'x64')).toThrow(
    /for win_amd64/,
  );
});

test('only the libraries and headers are taken', async () => {
  const folder = tempFolder();
  const wheel = wheelOf({
    'tensorflow/libtensorflow_cc.so.2': 'cc'.repeat(100_000),
    'tensorflow/libtensorflow_framework.so.2': 'framework',
    'tensorflow/include/tensorflow/c/c_api.h': '// c_api',
    'tensorflow/include/tensorflow/c/c_api.inc': 'no',
    'tensorflow/python/huge.so': 'no',
    'tensorflow_cpu-2.21.0.dist-info/RECORD': 'no',
  });
  await unpackWheel(wheel, folder, never);
  expect(readFileSync(join(folder, 'lib/libtensorflow_cc.so.2'), 'utf8')).toBe('cc'.repeat(100_000));
  expect(readFileSync(join(folder, 'include/tensorflow/c/c_api.h'), 'utf8')).toBe('// c_api');
  expect(existsSync(join(folder, 'include/tensorflow/c/c_api.inc'))).toBe(false);
  expect(existsSync(join(folder, 'lib/huge.so'))).toBe(false);
});

test('no member gets out of the folder', async () => {
  const folder = join(tempFolder(), 'a', 'b');
  const wheel = wheelOf({ 'tensorflow/include/../../../../evil.h': 'evil' });
  await expect(unpackWheel(wheel, folder, never)).rejects.toThrow(/relative path|outside/);
  expect(existsSync(join(folder, '..', '..', 'evil.h'))).toBe(false);
  expect(wantedMember('/tensorflow/include/x.h')).toBeUndefined();
});

test('a file that is no zip is refused by name', async () => {
  const path = join(tempFolder(), NAME);
  writeFileSync(path, 'not a zip');
  await expect(unpackWheel(path, tempFolder(), never)).rejects.toThrow(
    /cannot read .*tensorflow_cpu.* as a wheel/,
  );
});

test.runIf(typeof zlib.crc32 === 'function')('a changed byte is found', async () => {
  const path = wheelOf({ 'tensorflow/libtensorflow_cc.so.2': 'stored text' });
  const bytes = readFileSync(path);
  const at = bytes.indexOf('stored text');
  bytes[at] = bytes[at]! ^ 1;
  writeFileSync(path, bytes);
  await expect(unpackWheel(path, tempFolder(), never)).rejects.toThrow(/libtensorflow_cc\.so\.2 is corrupt/);
});

test('a wheel without CUDA is refused for the GPU', () => {
  expect(() => requireWheelFor(NAME, true, 'x64')).toThrow(
    /is built without CUDA: --gpu needs the package tensorflow/,
  );
  const withCuda = 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
  expect(() => requireWheelFor(withCuda, true, 'x64')).not.toThrow();
});

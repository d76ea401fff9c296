import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import {
  requireWheelFor,
  unpackWheel,
  wantedMember,
  wheelIdentity,
} from '../../../../backends/native/setup/wheel.js';
import { tempFolder } from '../../../cli/tempFolder.js';
import { onlyIf } from '../../../helpers/onlyIf.js';
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

test.each([
  '/tensorflow/include/evil.h',
  'tensorflow/include/..\\..\\..\\evil.h',
  'tensorflow/include/a/../../../../evil.h',
  'C:/tensorflow/include/evil.h',
  'tensorflow\\include\\..\\..\\evil.h',
  'tensorflow/include/\0evil.h',
])('%s is refused or passed over', async name => {
  const outer = tempFolder();
  const folder = join(outer, 'a', 'b');
  await unpackWheel(wheelOf({ [name]: 'evil' }), folder, never).catch((error: Error) => {
    expect(error.message).toMatch(/relative path|absolute path|outside|invalid characters/);
  });
  const written = readdirSync(outer, { recursive: true }) as string[];
  expect(written.filter(path => !path.startsWith('a'))).toEqual([]);
  expect(written.filter(path => path.endsWith('evil.h') && !path.startsWith(join('a', 'b')))).toEqual([]);
});

test('a symbolic link is written as the text it is, and nothing through it', async () => {
  const folder = join(tempFolder(), 'files');
  const path = join(tempFolder(), NAME);
  const target = join(tempFolder(), 'target');
  const name = 'tensorflow/libtensorflow_cc.so.2';
  const isLink = 0o120777;
  writeFileSync(path, zipOf([[name, target]], isLink));
  await unpackWheel(path, folder, never);
  expect(lstatSync(join(folder, 'lib/libtensorflow_cc.so.2')).isSymbolicLink()).toBe(false);
  // A link that is there already is not followed either.
  const other = tempFolder();
  mkdirSync(join(other, 'lib'));
  symlinkSync(target, join(other, 'lib/libtensorflow_cc.so.2'));
  await expect(unpackWheel(wheelOf({ [name]: 'cc' }), other, never)).rejects.toThrow(/EEXIST/);
  expect(existsSync(target)).toBe(false);
});

test('a member twice, and more bytes than TensorFlow has, are refused', async () => {
  const name = 'tensorflow/libtensorflow_cc.so.2';
  const twice = join(tempFolder(), NAME);
  writeFileSync(
    twice,
    zipOf([
      [name, 'one'],
      [name, 'two'],
    ]),
  );
  await expect(unpackWheel(twice, tempFolder(), never)).rejects.toThrow(/EEXIST/);
  const wheel = wheelOf({ [name]: 'x'.repeat(2000) });
  await expect(unpackWheel(wheel, tempFolder(), never, 1999)).rejects.toThrow(/more than 1999 bytes in it/);
});

test('a member that is longer than the directory says is cut off', async () => {
  const path = join(tempFolder(), NAME);
  const name = 'tensorflow/libtensorflow_cc.so.2';
  const data = Buffer.alloc(5_000_000);
  const bytes = zipOf([[name, zlib.deflateRawSync(data)]]);
  // Compressed, while both sizes are that of the compressed data.
  for (const [mark, at] of [
    ['PK\x03\x04', 8],
    ['PK\x01\x02', 10],
  ] as const) {
    bytes.writeUInt16LE(8, bytes.indexOf(mark, 0, 'latin1') + at);
  }
  writeFileSync(path, bytes);
  const folder = tempFolder();
  await expect(unpackWheel(path, folder, never)).rejects.toThrow();
  const written = statSync(join(folder, 'lib/libtensorflow_cc.so.2'), { throwIfNoEntry: false })?.size ?? 0;
  expect(written).toBeLessThan(100_000);
});

test('a file that is no zip is refused by name', async () => {
  const path = join(tempFolder(), NAME);
  writeFileSync(path, 'not a zip');
  await expect(unpackWheel(path, tempFolder(), never)).rejects.toThrow(
    /cannot read .*tensorflow_cpu.* as a wheel/,
  );
});

test(
  'a changed byte is found',
  onlyIf(typeof zlib.crc32 === 'function', 'only with Node 20.15 or newer'),
  async () => {
    const path = wheelOf({ 'tensorflow/libtensorflow_cc.so.2': 'stored text' });
    const bytes = readFileSync(path);
    const at = bytes.indexOf('stored text');
    bytes[at] = bytes[at]! ^ 1;
    writeFileSync(path, bytes);
    await expect(unpackWheel(path, tempFolder(), never)).rejects.toThrow(
      /libtensorflow_cc\.so\.2 is corrupt/,
    );
  },
);

test('a wheel without CUDA is refused for the GPU', () => {
  expect(() => requireWheelFor(NAME, true, 'x64')).toThrow(
    /is built without CUDA: --gpu needs the package tensorflow/,
  );
  const withCuda = 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';
  expect(() => requireWheelFor(withCuda, true, 'x64')).not.toThrow();
});

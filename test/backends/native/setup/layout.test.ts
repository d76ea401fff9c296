import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findTensorflowFiles, layOut } from '../../../../backends/native/setup/tensorflowFiles.js';
import { tempFolder, writeTree } from '../../../cli/tempFolder.js';

const never = new AbortController().signal;

function pipPackage(): string {
  const site = tempFolder();
  writeTree(join(site, 'tensorflow'), {
    'libtensorflow_cc.so.2': 'cc',
    'libtensorflow_framework.so.2': 'framework',
    'include/tensorflow/c/c_api.h': '// c_api',
    'include/tensorflow/c/eager/c_api.h': '// eager',
    'include/tensorflow/c/notes.txt': 'no header',
  });
  return site;
}

test.each(['', 'tensorflow'])('a pip package given as "<site>/%s" is laid out', async below => {
  const deps = join(tempFolder(), 'deps');
  await layOut(findTensorflowFiles(join(pipPackage(), below)), deps, false, never);
  expect(readFileSync(join(deps, 'lib/libtensorflow.so'), 'utf8')).toBe('cc');
  expect(readlinkSync(join(deps, 'lib/libtensorflow.so'))).toBe('libtensorflow_cc.so.2');
  expect(readFileSync(join(deps, 'lib/libtensorflow_framework.so'), 'utf8')).toBe('framework');
  expect(readFileSync(join(deps, 'include/tensorflow/c/eager/c_api.h'), 'utf8')).toBe('// eager');
  expect(existsSync(join(deps, 'include/tensorflow/c/notes.txt'))).toBe(false);
});

test('a libtensorflow archive with versioned libraries is laid out under their soname', async () => {
  const archive = tempFolder();
  writeTree(archive, {
    'lib/libtensorflow.so.2.18.0': 'c library',
    'lib/libtensorflow_framework.so.2.18.0': 'framework',
    'include/tensorflow/c/c_api.h': '',
  });
  symlinkSync('libtensorflow.so.2.18.0', join(archive, 'lib/libtensorflow.so.2'));
  symlinkSync('libtensorflow_framework.so.2.18.0', join(archive, 'lib/libtensorflow_framework.so.2'));
  const deps = join(tempFolder(), 'deps');
  await layOut(findTensorflowFiles(archive), deps, false, never);
  expect(readdirSync(join(deps, 'lib')).sort()).toEqual([
    'libtensorflow.so',
    'libtensorflow.so.2',
    'libtensorflow_framework.so',
    'libtensorflow_framework.so.2',
  ]);
  expect(readFileSync(join(deps, 'lib/libtensorflow.so'), 'utf8')).toBe('c library');
});

test('files of the cache are shared, those of the user are copied', async () => {
  const site = pipPackage();
  const files = findTensorflowFiles(site);
  const root = tempFolder();
  await layOut(files, join(root, 'shared'), true, never);
  await layOut(files, join(root, 'copied'), false, never);
  const inode = (path: string) => statSync(path).ino;
  const header = 'include/tensorflow/c/c_api.h';
  expect(inode(join(root, 'shared', header))).toBe(inode(join(site, 'tensorflow', header)));
  expect(inode(join(root, 'copied', header))).not.toBe(inode(join(site, 'tensorflow', header)));
});

test("pip's CUDA libraries beside the package are linked where TensorFlow looks for them", async () => {
  const site = pipPackage();
  writeTree(site, { 'nvidia/cublas/lib/libcublas.so.12': 'cublas' });
  const deps = join(tempFolder(), 'deps');
  await layOut(findTensorflowFiles(join(site, 'tensorflow')), deps, false, never);
  expect(realpathSync(join(deps, 'lib', '..', 'nvidia'))).toBe(join(site, 'nvidia'));
});

test('what is not TensorFlow is refused, naming what is missing', () => {
  const empty = tempFolder();
  expect(() => findTensorflowFiles(join(empty, 'gone'))).toThrow(/there is no .*gone/);
  expect(() => findTensorflowFiles(empty)).toThrow(/holds no include\/tensorflow\/c\/c_api\.h/);
  writeTree(empty, { 'include/tensorflow/c/c_api.h': '' });
  expect(() => findTensorflowFiles(empty)).toThrow(/holds none of libtensorflow_cc\.so\.2/);
});

test('an abort stops the layout', async () => {
  const controller = new AbortController();
  controller.abort(new Error('interrupted'));
  const files = findTensorflowFiles(pipPackage());
  await expect(layOut(files, join(tempFolder(), 'deps'), false, controller.signal)).rejects.toThrow(
    'interrupted',
  );
});

import { constants, existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../../src/base/inputError.js';

/** Where the parts of one TensorFlow lie. */
export interface TensorflowFiles {
  /** The file that holds the C API. */
  library: string;
  /** The framework library that it needs. */
  framework: string;
  /** The folder that holds `tensorflow/c/c_api.h`. */
  include: string;
  /** pip's CUDA libraries, which TensorFlow looks for beside itself, where they are installed. */
  nvidia?: string;
}

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow.so.2', 'libtensorflow.so'];
const FRAMEWORKS = ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'];

/**
 * Finds TensorFlow's C library and headers below `folder`: an installed or unpacked pip package (`tensorflow/` or
 * the folder that holds it), or an unpacked libtensorflow archive (`include/` and `lib/`).
 *
 * @throws InputError naming what is not there
 */
export function findTensorflowFiles(folder: string): TensorflowFiles {
  if (!existsSync(folder)) throw new InputError(`--tensorflow: there is no ${folder}`);
  const roots = [folder, join(folder, 'tensorflow')];
  const root = roots.find(each => existsSync(join(each, 'include', 'tensorflow', 'c', 'c_api.h')));
  if (root === undefined) {
    throw new InputError(
      `${folder} holds no include/tensorflow/c/c_api.h: give an unpacked TensorFlow pip package ` +
        'or an unpacked libtensorflow archive',
    );
  }
  const library = findLibrary(root, LIBRARIES);
  const nvidia = join(dirname(root), 'nvidia');
  return {
    library,
    framework: findLibrary(root, FRAMEWORKS),
    include: join(root, 'include'),
    ...(existsSync(nvidia) ? { nvidia } : {}),
  };
}

function findLibrary(root: string, names: readonly string[]): string {
  const candidates = names.flatMap(name => [join(root, name), join(root, 'lib', name)]);
  const found = candidates.find(path => existsSync(path));
  if (found === undefined) {
    throw new InputError(`${root} holds none of ${names.join(', ')}, neither directly nor in lib/`);
  }
  return found;
}

/**
 * Lays TensorFlow out as tfjs-node's build expects it: `deps/include` with the headers and `deps/lib` with both
 * libraries, which the linker finds under their plain names.
 *
 * @param deps the folder to fill
 * @param share whether files may be hard links to the originals (our own cache) instead of copies
 */
export async function layOut(
  files: TensorflowFiles,
  deps: string,
  share: boolean,
  signal: AbortSignal,
): Promise<void> {
  const place = share ? linkOrCopy : copy;
  const lib = join(deps, 'lib');
  await mkdir(lib, { recursive: true });
  await placeLibrary(files.library, lib, 'libtensorflow.so', place);
  signal.throwIfAborted();
  await placeLibrary(files.framework, lib, 'libtensorflow_framework.so', place);
  await placeHeaders(files.include, join(deps, 'include'), place, signal);
  // TensorFlow's GPU build looks for pip's CUDA libraries in ../nvidia, seen from its own folder.
  if (files.nvidia !== undefined) await symlink(await realpath(files.nvidia), join(deps, 'nvidia'));
}

type Place = (from: string, to: string) => Promise<void>;

async function placeLibrary(file: string, lib: string, plainName: string, place: Place): Promise<void> {
  const name = basename(file) === plainName ? `${plainName}.2` : basename(file);
  await place(await realpath(file), join(lib, name));
  await symlink(name, join(lib, plainName));
}

async function placeHeaders(from: string, to: string, place: Place, signal: AbortSignal): Promise<void> {
  const made = new Set<string>();
  for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
    if (!entry.name.endsWith('.h') || entry.isDirectory()) continue;
    signal.throwIfAborted();
    const path = join(entry.parentPath, entry.name);
    const target = join(to, path.slice(from.length));
    if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true });
    made.add(dirname(target));
    await place(path, target);
  }
}

async function copy(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    // Another file system, or one without hard links.
    await copy(from, to);
  }
}

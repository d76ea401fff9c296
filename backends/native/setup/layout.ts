import { constants } from 'node:fs';
import { copyFile, link, mkdir, readdir, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { TensorflowFiles } from './tensorflowFiles.js';

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

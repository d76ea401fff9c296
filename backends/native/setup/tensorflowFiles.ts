import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeValue } from '../../../src/base/describeValue.js';

/** Where a binding is compiled. */
export interface Workshop {
  /** The folder to compile in */
  folder: string;
  /** Node's headers, where they are on this machine */
  nodeDir: string | undefined;
  /** What the tools have to be told besides */
  env: NodeJS.ProcessEnv;
  /** Brings what was compiled into the package. */
  deliver(): Promise<void>;
  /** Removes the folder, where it is not the package's own. */
  dispose(): Promise<void>;
}

/** gyp, make and the shell between them split a path, or expand it, at any other character. */
const PLAIN = /^[\w/.@+-]+$/;

export function isPlain(path: string): boolean {
  return PLAIN.test(path);
}

/**
 * A place to compile the package's binding in: the package itself where its path is plain; else a folder for temporary
 * files with copies of the sources and links to everything large. node-gyp, make and the compilers cannot work in a
 * path with a space, a quote or a dollar sign, and the binding looks for its libraries relative to itself.
 *
 * @throws Error where no folder for temporary files has a plain path
 */
export async function openWorkshop(
  packageDir: string,
  nodeDir: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Workshop> {
  const headers = nodeDir ?? join(env.XDG_CACHE_HOME ?? join(env.HOME ?? homedir(), '.cache'), 'node-gyp');
  if (isPlain(packageDir) && isPlain(headers)) {
    return { folder: packageDir, nodeDir, env: {}, deliver: async () => {}, dispose: async () => {} };
  }
  const folder = await temporaryFolder(packageDir, env);
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    for (const name of ['package.json', 'binding.gyp', 'binding']) {
      if (existsSync(join(packageDir, name)))
        await cp(join(packageDir, name), join(folder, name), { recursive: true });
    }
    await symlink(join(packageDir, 'deps'), join(folder, 'deps'));
    if (nodeDir !== undefined) await symlink(nodeDir, join(folder, 'node'));
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    folder,
    nodeDir: nodeDir === undefined ? undefined : join(folder, 'node'),
    // Where node-gyp puts headers that it downloads.
    env: isPlain(headers) ? {} : { npm_config_devdir: join(folder, 'headers') },
    deliver: async () => {
      const built = join(folder, 'lib');
      if (existsSync(built)) await cp(built, join(packageDir, 'lib'), { recursive: true });
    },
    dispose,
  };
}

async function temporaryFolder(packageDir: string, env: NodeJS.ProcessEnv): Promise<string> {
  const places = [...new Set([env.TMPDIR ?? tmpdir(), '/tmp', '/var/tmp'])];
  for (const place of places.filter(isPlain)) {
    try {
      return await mkdtemp(join(place, 'tfjs-nc-build-'));
    } catch {
      // Not there, or not ours to write in.
    }
  }
  throw new Error(
    `node-gyp and make cannot build in a folder whose path has ${oddCharacters(packageDir)}, and none of ` +
      `${places.map(place => describeValue(place)).join(', ')} can take the build instead: set TMPDIR to a folder ` +
      'whose path has letters, digits and / . _ - only',
  );
}

function oddCharacters(path: string): string {
  return [...new Set([...path].filter(character => !isPlain(character)))].map(describeValue).join(' ');
}

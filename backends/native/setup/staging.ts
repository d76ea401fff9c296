import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isRunning } from '../../../src/files/isRunning.js';

/** What a build leaves in the package; a staged copy starts without it. */
const BUILT = /^(deps|lib|build|build-tmp-.*)$/;

/** The folder that a run stages in. It starts with a dot: npm leaves such entries of node_modules alone. */
export function stagingFolder(target: string): string {
  return join(nodeModulesOf(target), `${prefixOf(target)}${process.pid}`);
}

/**
 * A copy of an installed package, beside it in the same node_modules (so that it resolves the same packages), that is
 * built and verified out of sight and then takes the package's place by renaming.
 */
export interface Staging {
  /** The copy to build in. */
  packageDir: string;
  /** Puts the copy in the package's place; on failure the package is as before. */
  commit(): Promise<void>;
  /** Removes whatever the staging left. Always call it. */
  dispose(): Promise<void>;
}

export async function openStaging(installed: string): Promise<Staging> {
  const target = await realpath(installed);
  const folder = stagingFolder(target);
  const packageDir = join(folder, 'package');
  const previous = join(folder, 'previous');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await cp(target, packageDir, {
    recursive: true,
    verbatimSymlinks: true,
    filter: path => !BUILT.test(relative(target, path).split(sep)[0] ?? ''),
  });
  return {
    packageDir,
    commit: async () => {
      await rename(target, previous);
      try {
        await rename(packageDir, target);
      } catch (error) {
        await rename(previous, target);
        throw error;
      }
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Repairs what a run that was killed left behind: puts the package back if the kill fell between the two renames,
 * and removes the staging folder.
 *
 * @param installed where the package is, or should be
 * @returns whether the package had to be put back
 * @throws Error if another run is at work on the same package right now
 */
export async function repairStaging(installed: string): Promise<boolean> {
  const target = existsSync(installed) ? await realpath(installed) : installed;
  const nodeModules = nodeModulesOf(target);
  if (!existsSync(nodeModules)) return false;
  let restored = false;
  for (const name of await readdir(nodeModules)) {
    const pid = Number(name.slice(prefixOf(target).length));
    if (!name.startsWith(prefixOf(target)) || !Number.isInteger(pid)) continue;
    const folder = join(nodeModules, name);
    // In a container every run may have the same id.
    if (pid !== process.pid && isRunning(pid)) {
      throw new Error(
        `another setup-native (process ${pid}) is at work here; if it is not, remove the folder ${folder}`,
      );
    }
    const previous = join(folder, 'previous');
    if (!existsSync(target) && existsSync(previous)) {
      await rename(previous, target);
      restored = true;
    }
    await rm(folder, { recursive: true, force: true });
  }
  return restored;
}

/** node_modules of node_modules/@tensorflow/tfjs-node. */
export function nodeModulesOf(target: string): string {
  return dirname(dirname(target));
}

function prefixOf(target: string): string {
  return `.tfjs-nc-setup-${basename(target)}-`;
}

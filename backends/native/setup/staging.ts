import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { isRunning } from '../../../src/files/isRunning.js';
import { MANIFEST_FILE } from './manifest.js';
import {
  type InstallRequest,
  installedPackage,
  installPackage,
  packageSpec,
  runNpm,
  uninstallPackage,
} from './project.js';

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

/** What setup-native makes in a package that npm installed without its install script. */
const MADE = ['deps', 'lib'];

/**
 * The staging of a package that is not installed yet: npm installs it into a folder out of sight, where it is built and
 * verified. The project is touched in `commit` only, so that a build that fails leaves it as it was.
 */
export async function openFreshStaging(request: InstallRequest): Promise<Staging> {
  const { project, name } = request;
  const place = join(project, 'node_modules', name);
  const folder = stagingFolder(place);
  const hadModules = existsSync(nodeModulesOf(place));
  let committed = false;
  const dispose = async () => {
    await rm(folder, { recursive: true, force: true });
    if (!hadModules && !committed) await rm(nodeModulesOf(place), { recursive: true, force: true });
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), '{"private": true}\n');
    // Which registry, and how to reach it.
    const settings = [project, npmRoot(project)].map(place => join(place, '.npmrc')).find(existsSync);
    if (settings !== undefined) await symlink(settings, join(folder, '.npmrc'));
    const spec = packageSpec(project, name);
    await runNpm(['install', '--prefix', folder, '--no-save', ...QUIET, spec], {
      ...request,
      project: folder,
    });
    const packageDir = join(folder, 'node_modules', name);
    if (!existsSync(packageDir)) throw new Error(`npm install ${spec} ended well, but left no ${name}`);
    const commit = async () => {
      await installInto(request, packageDir);
      committed = true;
    };
    return { packageDir, commit, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const QUIET = ['--ignore-scripts', '--no-audit', '--no-fund'];

/** npm first, then what was built goes into the package that npm made; a failure undoes both. */
async function installInto(request: InstallRequest, built: string): Promise<void> {
  const undo = await remember(request);
  try {
    const target = await installPackage(request);
    for (const name of MADE) {
      await rm(join(target, name), { recursive: true, force: true });
      await rename(join(built, name), join(target, name));
    }
    await rename(join(built, MANIFEST_FILE), join(target, MANIFEST_FILE));
    request.signal.throwIfAborted();
  } catch (error) {
    await undo();
    throw error;
  }
}

/** Keeps the files that npm writes; the returned function puts them back and takes the package away. */
async function remember(request: InstallRequest): Promise<() => Promise<void>> {
  const { project, name } = request;
  const lock = join(npmRoot(project), 'package-lock.json');
  const hiddenLock = join(npmRoot(project), 'node_modules', '.package-lock.json');
  const files = [join(project, 'package.json'), lock, hiddenLock];
  const kept = await Promise.all(
    files.map(async file => [file, existsSync(file) ? await readFile(file) : undefined] as const),
  );
  return async () => {
    if (installedPackage(project, name) !== undefined) await uninstallPackage(request);
    for (const [file, content] of kept) {
      if (content === undefined) await rm(file, { force: true });
      else if (!existsSync(file) || !content.equals(await readFile(file))) await writeFile(file, content);
    }
  };
}

/** The folder whose lock file npm keeps: of a workspace, the one that holds all of them. */
function npmRoot(project: string): string {
  for (let folder = project; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return folder;
    if (folder === dirname(folder)) return project;
  }
}

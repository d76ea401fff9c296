import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MANIFEST_FILE } from './manifest.js';
import {
  type InstallRequest,
  installedPackage,
  installPackage,
  packageSpec,
  runNpm,
  uninstallPackage,
} from './project.js';
import { nodeModulesOf, type Staging, stagingFolder } from './staging.js';

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

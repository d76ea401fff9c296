import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../../src/base/inputError.js';
import { packageFolder, packageVersion } from '../../tfjsCopies.js';
import { saysNoNetwork } from './network.js';
import { findProgram, lastLines, runProgram } from './runProgram.js';

/** The newest tfjs-node, whose binding this command knows how to build. */
const TFJS_NODE = '4.22.0';

/** The nearest folder with a package.json, from `cwd` upwards. */
export function findProject(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) {
      throw new InputError(`there is no package.json in ${cwd} or above: run npm init first`);
    }
  }
}

/** The folder of a package as the project resolves it, or undefined. */
export function installedPackage(project: string, name: string): string | undefined {
  try {
    return dirname(createRequire(join(project, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

export interface InstallRequest {
  project: string;
  /** `@tensorflow/tfjs-node` or `@tensorflow/tfjs-node-gpu`. */
  name: string;
  /** Whether package.json gets the dependency. */
  save: boolean;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

/** The version to install: that of the project's tfjs-core, so that npm adds no second copy of it. */
export function packageSpec(project: string, name: string): string {
  return `${name}@${tfjsVersion(project)}`;
}

/** Installs tfjs-node with npm, without running its install script: that would download TensorFlow 2.9.1. */
export async function installPackage(request: InstallRequest): Promise<string> {
  const { project, name } = request;
  const spec = packageSpec(project, name);
  requireNpmProject(project, name);
  await runNpm(['install', ...installFlags(request), '--ignore-scripts', spec], request);
  const folder = installedPackage(project, name);
  if (folder === undefined) throw new Error(`npm install ${spec} ended well, but left no ${name}`);
  return folder;
}

/** Undoes what {@link installPackage} did to node_modules, as far as npm can. */
export async function uninstallPackage({ project, name, env }: InstallRequest): Promise<void> {
  const npm = npmCommand(env);
  const args = ['uninstall', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', name];
  // Without the signal, which may have ended the installation.
  await runProgram(npm[0]!, [...npm.slice(1), ...args], { cwd: project, env });
}

/** Runs npm in the project's folder. @throws Error with what npm said, and with what helps without a network */
export async function runNpm(
  args: readonly string[],
  { project, env, signal }: Pick<InstallRequest, 'project' | 'env' | 'signal'>,
): Promise<void> {
  const npm = npmCommand(env);
  const { code, output } = await runProgram(npm[0]!, [...npm.slice(1), ...args], {
    cwd: project,
    env,
    signal,
  });
  if (code === 0) return;
  const what = `npm ${args[0]} ${args.at(-1)} failed`;
  if (!saysNoNetwork(output)) throw new Error(`${what}:\n${lastLines(output)}`);
  throw new Error(
    `${what}: there is no network, or npm's registry does not answer:\n${lastLines(output)}\n` +
      'Without a network npm installs what is in its cache only: run "npm cache add ' +
      `${args.at(-1)}" where there is one and bring the cache along, or set npm's registry to a mirror that is reached`,
  );
}

/**
 * npm answers "up to date" and installs nothing where the package is an optional peer of the project itself, unless
 * it is to become a development dependency.
 */
export function installFlags({ project, name, save }: Pick<InstallRequest, 'project' | 'name' | 'save'>) {
  if (!save) return ['--no-save', '--save-dev'];
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
    peerDependencies?: Record<string, string>;
  };
  return manifest.peerDependencies?.[name] === undefined ? ['--save'] : ['--save-dev'];
}

function tfjsVersion(project: string): string {
  const core = packageFolder('@tensorflow/tfjs-core', join(project, 'package.json'));
  return core === undefined ? TFJS_NODE : packageVersion(core);
}

/** Refuses a project of another package manager, and tells its command. */
export function requireNpmProject(project: string, name: string): void {
  const spec = packageSpec(project, name);
  const others = { 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn' };
  for (const [file, manager] of Object.entries(others)) {
    if (!existsSync(join(project, file))) continue;
    throw new InputError(
      `${project} is managed by ${manager}: run "${manager} add ${spec}" (its install script may fail, that is fine), ` +
        'then setup-native again',
    );
  }
}

/** The npm that runs us, else the one on the PATH. */
function npmCommand(env: NodeJS.ProcessEnv): string[] {
  const cli = env.npm_execpath;
  if (cli?.endsWith('npm-cli.js') && existsSync(cli)) return [process.execPath, cli];
  const npm = findProgram(['npm'], env);
  if (npm === undefined) throw new Error('npm is not on the PATH');
  return [npm];
}

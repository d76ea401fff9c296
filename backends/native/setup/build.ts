import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeValue } from '../../../src/base/describeValue.js';
import type { BuildTools } from './buildTools.js';
import { type CudaLog, readCudaLog } from './cudaLog.js';
import { saysNoNetwork } from './network.js';
import { lastLines, type ProgramResult, runProgram } from './runProgram.js';

/**
 * Compiles tfjs-node's binding in `packageDir`, and only the N-API version that the running Node loads: the highest
 * that both know, which is also how tfjs-node picks one when it is loaded.
 *
 * @returns the path of the binding
 */
export async function buildBinding(
  packageDir: string,
  tools: BuildTools,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string> {
  const resolver = createRequire(join(packageDir, 'package.json'));
  const tool = join(dirname(resolver.resolve('@mapbox/node-pre-gyp/package.json')), 'bin', 'node-pre-gyp');
  const workshop = await openWorkshop(packageDir, tools.nodeDir, env);
  try {
    const result = await runProgram(process.execPath, [tool, 'rebuild', '--build-latest-napi-version-only'], {
      cwd: workshop.folder,
      env: buildEnvironment({ ...tools, nodeDir: workshop.nodeDir }, { ...env, ...workshop.env }),
      signal,
    });
    await workshop.deliver();
    return finished(packageDir, result);
  } finally {
    await workshop.dispose();
  }
}

function finished(packageDir: string, result: ProgramResult): string {
  const binding = join(packageDir, 'lib', `napi-v${napiVersion(packageDir)}`, 'tfjs_binding.node');
  if (result.code !== 0 || !existsSync(binding)) {
    throw new Error(`building the binding failed:\n${essence(result.output)}${headersHint(result.output)}`);
  }
  return binding;
}

/** The N-API version of the binding that this Node loads from tfjs-node. */
export function napiVersion(packageDir: string): number {
  const manifest = createRequire(import.meta.url)(join(packageDir, 'package.json')) as {
    binary: { napi_versions: number[] };
  };
  const ours = Number(process.versions.napi);
  return Math.max(...manifest.binary.napi_versions.filter(version => version <= ours));
}

function buildEnvironment(tools: BuildTools, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...env,
    npm_config_node_gyp: tools.nodeGyp,
    ...(tools.nodeDir === undefined ? {} : { npm_config_nodedir: tools.nodeDir }),
  };
}

/** The messages of the compiler and node-gyp, without the stack and versions that both tools print around them. */
function essence(output: string): string {
  const frame = /^(node-pre-gyp |gyp (info|verb|http|ERR! (stack|System|command|cwd|node|not ok|\$npm)))/;
  const lines = output.split('\n').filter(line => line.trim() !== '' && !frame.test(line));
  return lastLines(lines.join('\n'));
}

function headersHint(output: string): string {
  if (!saysNoNetwork(output)) return '';
  return (
    "\nnode-gyp could not download Node's headers: there is no network, or the server does not answer. Point it at a folder that has " +
    'include/node of this Node version: npm_config_nodedir=<prefix> npx tfjs-nc setup-native'
  );
}

/** What loading tfjs-node and computing with it gave. */
export interface Verified {
  ok: boolean;
  /** The reason in words; empty if ok. */
  failure: string;
  /** The version of the TensorFlow that was loaded. */
  tensorflow?: string;
  /** Whether TensorFlow sees a GPU. */
  gpu?: boolean;
  /** What its log says about CUDA; little unless started with `cudaLogEnvironment`. */
  log?: CudaLog;
}

const CHILD = fileURLToPath(new URL('./verifyChild.js', import.meta.url));

/** Loads the tfjs-node in `packageDir` in a process of its own and checks a matMul and a conv gradient. */
export async function verify(
  packageDir: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  child: string = CHILD,
): Promise<Verified> {
  const { code, stdout, output } = await runProgram(process.execPath, [child, packageDir], { env, signal });
  if (code !== 0) return { ok: false, failure: `it does not load:\n${lastLines(output, 12)}` };
  try {
    const result = JSON.parse(lastLines(stdout, 1)) as { tensorflow: string; gpu: boolean; wrong: string[] };
    const { tensorflow, gpu, wrong } = result;
    return { ok: wrong.length === 0, failure: wrong.join('\n'), tensorflow, gpu, log: readCudaLog(output) };
  } catch {
    return { ok: false, failure: `the check printed no result:\n${lastLines(output, 12)}` };
  }
}

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

/** gyp, make or the shell would split or expand a path at any other character. */
const PLAIN = /^[\w/.@+-]+$/;

export function isPlain(path: string): boolean {
  return PLAIN.test(path);
}

/**
 * A place to compile the package's binding in: the package itself if its path is plain, else a temporary folder with
 * copies of the sources and links to everything large. node-gyp, make and the compilers cannot work in a
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
      // It does not exist or is not writable.
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

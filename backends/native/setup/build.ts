import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildTools } from './buildTools.js';
import { type CudaLog, readCudaLog } from './cudaLog.js';
import { saysNoNetwork } from './network.js';
import { lastLines, type ProgramResult, runProgram } from './runProgram.js';
import { openWorkshop } from './workshop.js';

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

/** What the compiler and node-gyp said, without the frame of stack and versions that both tools put around it. */
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
  /** Why not, in words; empty when ok. */
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

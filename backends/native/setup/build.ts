import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuildTools } from './buildTools.js';
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

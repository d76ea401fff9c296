import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram } from './runProgram.js';

export interface BuildTools {
  make: string | undefined;
  compiler: string | undefined;
  /** node-gyp's program file: npm's own copy unless another is configured. */
  nodeGyp: string | undefined;
  /** A folder with `include/node` of this very Node, or undefined: then node-gyp downloads the headers. */
  nodeDir: string | undefined;
}

export function findBuildTools(env: NodeJS.ProcessEnv, execPath: string = process.execPath): BuildTools {
  return {
    make: findProgram([env.MAKE ?? 'make', 'gmake'], env),
    compiler: findProgram(env.CXX === undefined ? ['g++', 'c++', 'clang++'] : [env.CXX], env),
    nodeGyp: findNodeGyp(env, execPath),
    nodeDir: findNodeHeaders(env, execPath),
  };
}

function findNodeGyp(env: NodeJS.ProcessEnv, execPath: string): string | undefined {
  const inNpm = (npmFolder: string) => join(npmFolder, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  const candidates = [env.npm_config_node_gyp];
  // <npm>/bin/npm-cli.js, from npm itself when it runs us, else from the npm on the PATH.
  const npm = findProgram(['npm'], env);
  for (const cli of [env.npm_execpath, npm === undefined ? undefined : realpathSync(npm)]) {
    if (cli !== undefined) candidates.push(inNpm(dirname(dirname(cli))));
  }
  candidates.push(inNpm(join(dirname(dirname(execPath)), 'lib', 'node_modules', 'npm')));
  const alone = findProgram(['node-gyp'], env);
  if (alone !== undefined) candidates.push(realpathSync(alone));
  try {
    candidates.push(createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js'));
  } catch {
    // Not installed with this package.
  }
  return candidates.find(path => path !== undefined && existsSync(path));
}

/** `nodedir` as configured for npm, else the prefix of the running Node if it brought its headers. */
function findNodeHeaders(env: NodeJS.ProcessEnv, execPath: string): string | undefined {
  const configured = env.npm_config_nodedir ?? env.NPM_CONFIG_NODEDIR;
  if (configured !== undefined && configured !== '') return configured;
  const prefix = dirname(dirname(realpathSync(execPath)));
  return headersVersion(prefix) === process.versions.node ? prefix : undefined;
}

function headersVersion(prefix: string): string | undefined {
  try {
    const text = readFileSync(join(prefix, 'include', 'node', 'node_version.h'), 'utf8');
    return ['MAJOR', 'MINOR', 'PATCH']
      .map(part => new RegExp(`#define NODE_${part}_VERSION (\\d+)`).exec(text)?.[1])
      .join('.');
  } catch {
    return undefined;
  }
}

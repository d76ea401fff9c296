import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TensorflowSource } from '../../backends/native/setup/manifest.js';
import { TESTED_TENSORFLOW } from '../../backends/native/setup/pipTensorflow.js';
import { type SetupRequest, type SetupResult, setUpNative } from '../../backends/native/setup/setup.js';
import { InputError } from '../../src/base/inputError.js';
import { cacheDirectory } from '../../src/files/cacheDirectory.js';
import { type CliIo, defineCommand, EXIT, interruptible } from '../command.js';

const HELP = `Makes @tensorflow/tfjs-node of this project run against a given or pip-provided TensorFlow: lays out
headers and libraries, builds the one binding that this Node needs, verifies it with a matMul and
a conv gradient, and only then puts it in place. A tfjs-node that works already is left alone.

Options:
  --gpu                       set up @tensorflow/tfjs-node-gpu instead
  --tensorflow <what>         pip (default), a .whl file, an unpacked pip package, or an unpacked
                              libtensorflow archive (include/ and lib/)
  --tensorflow-version <v>    the version to take from pip (default ${TESTED_TENSORFLOW})
  --cache-dir <folder>        where what pip downloaded is kept (default: the per-user cache)
  --no-save                   leave package.json alone when tfjs-node has to be installed
  --force                     set up even if tfjs-node works
  --json                      print the result as one line of JSON
Needs Linux (x64, arm64), python3 with pip, make and g++; what is missing is named.`;

export const setupOptions = {
  gpu: { type: 'boolean' },
  tensorflow: { type: 'string' },
  'tensorflow-version': { type: 'string' },
  'cache-dir': { type: 'string' },
  'no-save': { type: 'boolean' },
  force: { type: 'boolean' },
} as const;

/** `tfjs-nc setup-native`. */
export const setupNative = defineCommand({
  usage: 'setup-native [--gpu] [--tensorflow <folder | wheel | pip>] [--no-save] [--json]',
  help: HELP,
  options: setupOptions,
  run: async (values, io) => {
    const request = resolveRequest(values, io);
    const interrupt = interruptible();
    const started = performance.now();
    try {
      const report = (line: string) => io.err(`- ${line}`);
      const result = await setUpNative(request, {
        cwd: io.cwd,
        env: io.env,
        signal: interrupt.signal,
        report,
      });
      const seconds = Math.round((performance.now() - started) / 100) / 10;
      if (values.json === true) io.out(JSON.stringify({ ok: true, ...result, seconds }));
      else print(result, seconds, io);
      return EXIT.ok;
    } catch (error) {
      if (!interrupt.signal.aborted) throw error;
      io.err('tfjs-nc setup-native: interrupted; nothing half-built is left');
      return EXIT.interrupted;
    } finally {
      interrupt.release();
    }
  },
});

function print(result: SetupResult, seconds: number, io: CliIo): void {
  const { action, tensorflow, gpu, napi } = result;
  const device = gpu ? 'GPU' : 'CPU';
  const done = action === 'installed' ? `set up in ${seconds} s` : 'works already, nothing to do';
  io.out(`${result.package} ${done}: TensorFlow ${tensorflow}, ${device}, N-API ${napi}`);
  io.out(`  ${result.folder}`);
  for (const warning of result.warnings) io.err(`warning: ${warning}`);
}

type SetupValues = { [K in keyof typeof setupOptions]?: string | boolean | undefined };

/** Checks and resolves the command line. */
export function resolveRequest(values: SetupValues, io: Pick<CliIo, 'cwd' | 'env'>): SetupRequest {
  const text = (key: keyof SetupValues) => values[key] as string | undefined;
  const version = text('tensorflow-version');
  const source = resolveSource(text('tensorflow') ?? 'pip', version, io.cwd);
  if (version !== undefined && !/^\d+(\.\w+)+$/.test(version)) {
    throw new InputError(`--tensorflow-version must be an exact version like 2.21.0, received "${version}"`);
  }
  const cacheDir = text('cache-dir');
  return {
    gpu: values.gpu === true,
    source,
    explicit: version !== undefined || source.kind !== 'pip',
    cacheDir: cacheDir === undefined ? cacheDirectory(process.platform, io.env) : resolve(io.cwd, cacheDir),
    save: values['no-save'] !== true,
    force: values.force === true,
  };
}

function resolveSource(given: string, version: string | undefined, cwd: string): TensorflowSource {
  if (given === 'pip') return { kind: 'pip', version };
  if (version !== undefined) throw new InputError('--tensorflow-version goes with --tensorflow pip only');
  const path = resolve(cwd, given);
  if (!existsSync(path)) {
    throw new InputError(`--tensorflow must be pip, a folder or a wheel: there is no ${path}`);
  }
  if (statSync(path).isDirectory()) return { kind: 'dir', path };
  if (!path.endsWith('.whl')) throw new InputError(`--tensorflow must be a .whl file, received ${path}`);
  return { kind: 'wheel', path };
}

import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { TensorflowSource } from '../../backends/native/setup/manifest.js';
import type { SetupRequest } from '../../backends/native/setup/setup.js';
import { InputError } from '../../src/base/inputError.js';
import { cacheDirectory } from '../../src/files/cacheDirectory.js';
import type { CliIo } from '../cliIo.js';

export const setupOptions = {
  gpu: { type: 'boolean' },
  tensorflow: { type: 'string' },
  'tensorflow-version': { type: 'string' },
  'cache-dir': { type: 'string' },
  'no-save': { type: 'boolean' },
  force: { type: 'boolean' },
} as const;

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

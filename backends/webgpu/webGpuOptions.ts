import { requireArgument } from '../../src/base/argumentError.js';
import type { PowerPreference } from './webGpuTypes.js';

/** Options of `useWebGpu`. */
export interface WebGpuOptions {
  /** Which of several GPUs; default `high-performance` */
  readonly powerPreference?: PowerPreference;
  /**
   * The GPU by its name or a part of it, as the error for an unknown name lists them; default: the first that
   * `powerPreference` gives
   */
  readonly adapter?: string;
  /** Where else to look for the optional packages; default: the current working directory */
  readonly projectDir?: string;
}

/** {@link WebGpuOptions} with defaults. */
export interface ResolvedWebGpuOptions {
  readonly powerPreference: PowerPreference;
  readonly adapter: string | undefined;
  readonly projectDir: string;
}

export function resolveWebGpuOptions(options: WebGpuOptions): ResolvedWebGpuOptions {
  const { powerPreference = 'high-performance', adapter, projectDir = process.cwd() } = options;
  const where = 'useWebGpu';
  const known: readonly unknown[] = ['high-performance', 'low-power'];
  const isKnown = known.includes(powerPreference);
  requireArgument(isKnown, where, 'powerPreference', `one of ${known.join(', ')}`, powerPreference);
  const isName = adapter === undefined || (typeof adapter === 'string' && adapter !== '');
  requireArgument(isName, where, 'adapter', 'the name of a GPU, or a part of it', adapter);
  requireArgument(typeof projectDir === 'string', where, 'projectDir', 'a folder', projectDir);
  return { powerPreference, adapter, projectDir };
}

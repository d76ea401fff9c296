import { AUTO_ORDER, type BackendName, type BackendRequest } from './backendNames.js';
import type { LoadedBackend } from './loadedBackend.js';

/** A backend that was tried and did not load, with the reason in words. */
export interface FailedBackend {
  /** As it is asked for */
  name: BackendName;
  /** Why it did not load */
  failure: string;
}

/** One loader per backend. `skip` tells, without loading anything, why `auto` should pass it over. */
export type BackendLoaders = Record<
  BackendName,
  { load: () => Promise<LoadedBackend>; skip?: () => string | undefined }
>;

export interface BackendChoice {
  name: BackendName;
  loaded: LoadedBackend;
  reason: string;
  tried: FailedBackend[];
}

/**
 * Loads what was asked for, or with `auto` the first of {@link AUTO_ORDER} that loads.
 *
 * @throws Error naming the failure of the asked backend, or with `auto` those of all backends
 */
export async function chooseBackend(
  request: BackendRequest,
  loaders: BackendLoaders,
): Promise<BackendChoice> {
  const tried: FailedBackend[] = [];
  for (const name of request === 'auto' ? AUTO_ORDER : [request]) {
    const skipped = request === 'auto' ? loaders[name].skip?.() : undefined;
    if (skipped !== undefined) {
      tried.push({ name, failure: skipped });
      continue;
    }
    try {
      const loaded = await loaders[name].load();
      return { name, loaded, reason: reasonOf(name, request, loaded, tried), tried };
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      if (name === request) throw new Error(`useBackend: ${name}: ${failure}`, { cause: error });
      tried.push({ name, failure });
    }
  }
  const list = tried.map(({ name, failure }) => `\n  ${name}: ${failure}`).join('');
  throw new Error(`useBackend: no backend loads:${list}`);
}

/** With `auto` and no native backend, the reason says why the native one was not taken, not that wasm loads. */
function reasonOf(
  name: BackendName,
  request: BackendRequest,
  loaded: LoadedBackend,
  tried: readonly FailedBackend[],
): string {
  if (request !== 'auto') return `${name}: asked for; ${loaded.reason}`;
  const before = tried.filter(one => one.name !== 'tfjs-node-gpu').map(one => one.failure);
  return `${name}: ${before.length > 0 ? before.join('; ') : loaded.reason}`;
}

import { requireArgument } from '../src/base/argumentError.js';

/** The backends that the package knows how to load. */
export const BACKEND_NAMES = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu', 'webgpu'] as const;

/** A backend of {@link BACKEND_NAMES}. */
export type BackendName = (typeof BACKEND_NAMES)[number];

/**
 * What `auto` tries, best first. Not webgpu: in Node it cannot read a tensor synchronously (`dataSync()`), which a script
 * may rely on.
 */
export const AUTO_ORDER: readonly BackendName[] = ['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'];

/** What a caller may ask for: one backend, or the best that loads. */
export type BackendRequest = 'auto' | BackendName;

/**
 * Checks a backend name that came from outside (a command line, an environment variable).
 *
 * @param value the name as typed
 * @param where the function or option named in the error
 * @throws TypeError listing the known names
 */
export function parseBackendName(value: unknown, where = 'parseBackendName'): BackendRequest {
  const known: readonly unknown[] = ['auto', ...BACKEND_NAMES];
  requireArgument(known.includes(value), where, 'name', `one of ${known.join(', ')}`, value);
  return value as BackendRequest;
}

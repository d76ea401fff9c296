import { vi } from 'vitest';

/** Milliseconds after which a child process, a page or a condition hangs: far beyond what a slow machine takes. */
export const PATIENCE = 240_000;

/** Waits until an assertion holds, however long that takes on this machine. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: PATIENCE, interval: 20 });
}

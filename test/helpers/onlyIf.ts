import type { TestOptions } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test is left out; test/helpers/skipReporter.ts prints it. */
    skipReason?: string;
  }
}

/**
 * Why a test may be left out even in CI: nothing that CI could install is missing, or another step of it has the test.
 * With `CI=true` any other skip fails the run.
 */
export const EXPECTED = {
  onlyNative: 'only on native tfjs-node',
  onlyWasm: 'only on wasm: it sets the backend itself',
  noData: 'no published data in TFJS_NC_DATA_DIR',
  noGpu: 'no GPU',
  notLinux: 'only on Linux',
} as const;

/** Options of a test or a suite that is left out, with the reason, where the condition does not hold. */
export function onlyIf(condition: boolean, reason: string): TestOptions {
  return condition ? {} : { skip: true, meta: { skipReason: reason } };
}

/** Whether a skip for this reason is expected in CI; the reason may go on after the words. */
export function isExpected(reason: string): boolean {
  return Object.values(EXPECTED).some(expected => reason.startsWith(expected));
}

import { afterEach, beforeEach, type MockInstance, vi } from 'vitest';

/** Keeps what the tests of a file warn of from the console; gives the warnings of the present test so far. */
export function mutedWarnings(): () => string[] {
  let warn: MockInstance;
  beforeEach(() => {
    warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  });
  afterEach(() => void vi.restoreAllMocks());
  return () => warn.mock.calls.map(([message]) => message as string);
}

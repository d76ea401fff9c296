import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';

/** The folder with real datasets, where there is one. */
export const SHARED_DATA = process.env.TFJS_NC_DATA_DIR ?? resolve('../shared/data');

export const hasShared = (dataset: string) => existsSync(join(SHARED_DATA, dataset));

/** Hides the data folder of the environment from the tests of a file: they say themselves where data is. */
export function hideDataFolder(): void {
  beforeEach(() => {
    vi.stubEnv('TFJS_NC_DATA_DIR', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}

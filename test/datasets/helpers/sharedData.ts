import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, vi } from 'vitest';
import { EXPECTED, onlyIf } from '../../helpers/onlyIf.js';

/** The folder with real datasets, where there is one. */
export const SHARED_DATA = process.env.TFJS_NC_DATA_DIR ?? resolve('../shared/data');

/** Options of a test that reads this dataset of the folder. */
export const withShared = (dataset: string) =>
  onlyIf(existsSync(join(SHARED_DATA, dataset)), `${EXPECTED.noData}: ${dataset}`);

/** Hides the data folder of the environment from the tests of a file: they say themselves where data is. */
export function hideDataFolder(): void {
  beforeEach(() => {
    vi.stubEnv('TFJS_NC_DATA_DIR', undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}

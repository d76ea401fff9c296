import { requireArgument, requireOptions } from '../src/base/argumentError.js';
import type { DownloadOptions } from './files/downloadOptions.js';

/** Options of every dataset that is read from files. */
export interface LoadOptions extends DownloadOptions {
  /** Default: `train`. */
  split?: 'train' | 'test';
  /** Folder looked into first, before `TFJS_NC_DATA_DIR` and the cache. */
  dataDir?: string;
  /** This many samples, chosen at random with `seed`. Default: all. */
  limit?: number;
  /** Equal class counts, see `subsample`. Default: false. */
  balanced?: boolean;
  /** Which samples `limit` and `balanced` choose. Default: 1. */
  seed?: number | string;
  /** Whether files that are not on this machine may be downloaded. Default: true. */
  download?: boolean;
  /** Folder for downloads. Default: the per-user cache. */
  cacheDir?: string;
}

/** Throws for options that are wrong whatever the dataset. */
export function requireLoadOptions(where: string, options: LoadOptions): void {
  requireOptions(where, 'options', 'an object, or left out', options);
  const { split, dataDir, cacheDir, limit } = options;
  const knownSplit = split === undefined || split === 'train' || split === 'test';
  requireArgument(knownSplit, where, 'split', "'train' or 'test'", split);
  for (const [name, folder] of Object.entries({ dataDir, cacheDir })) {
    const isPath = folder === undefined || (typeof folder === 'string' && folder !== '');
    requireArgument(isPath, where, name, 'the path of a folder', folder);
  }
  const { retries, backoffMs, connectTimeoutMs, stallTimeoutMs } = options;
  for (const [name, value] of Object.entries({ retries, backoffMs, connectTimeoutMs, stallTimeoutMs })) {
    const isNumber = value === undefined || (Number.isFinite(value) && value >= 0);
    requireArgument(isNumber, where, name, 'a number ≥ 0', value);
  }
  const isCount = limit === undefined || (Number.isSafeInteger(limit) && limit > 0);
  requireArgument(isCount, where, 'limit', 'a whole number > 0', limit);
}

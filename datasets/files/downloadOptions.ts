/** How far a download is. */
export interface DownloadProgress {
  /** Name of the file. */
  file: string;
  /** Address it comes from. */
  url: string;
  /** Bytes on disk, those of an earlier attempt included. */
  received: number;
  /** Bytes of the whole file, as the server says; undefined if it does not. */
  total: number | undefined;
}

/** Where downloads come from and how stubbornly. */
export interface DownloadOptions {
  /** Addresses of folders that have the files, tried in turn instead of the built-in ones: https, or http of this machine. */
  mirrors?: readonly string[];
  /** Called as data arrives. */
  onProgress?: (progress: DownloadProgress) => void;
  /** Further attempts per mirror after the first. Default: 3. */
  retries?: number;
  /** Wait before the first further attempt, in ms; doubled for each next one. Default: 500. */
  backoffMs?: number;
  /** Give up on a mirror that has not answered after this many ms. Default: 10,000. */
  connectTimeoutMs?: number;
  /** Give up on an attempt during which nothing arrived for this many ms. Default: 30,000. */
  stallTimeoutMs?: number;
  /** Cancels the download. */
  signal?: AbortSignal;
}

import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { RemoteFile } from './datasetFiles.js';
import type { DownloadOptions } from './downloadOptions.js';
import { fetchSecurely } from './fetchSecurely.js';
import { networkError, statusError, TransferError } from './transferError.js';

/** Timeouts and callbacks of one attempt, resolved. */
export type FetchOptions = Pick<DownloadOptions, 'onProgress' | 'signal'> &
  Required<Pick<DownloadOptions, 'connectTimeoutMs' | 'stallTimeoutMs'>>;

/** Bytes in a file, 0 when there is none, or a link in its place. */
export async function sizeOf(path: string): Promise<number> {
  return lstat(path).then(
    found => (found.isFile() ? found.size : 0),
    () => 0,
  );
}

/**
 * Downloads `url` into `part`, continuing where an earlier attempt ended if the server can. What has arrived stays
 * in `part` when the attempt fails, with a {@link TransferError} unless `signal` was aborted.
 */
export async function fetchToFile(
  url: string,
  part: string,
  remote: RemoteFile,
  options: FetchOptions,
): Promise<void> {
  const watchdog = new Watchdog();
  const signal = AbortSignal.any([watchdog.signal, ...(options.signal ? [options.signal] : [])]);
  try {
    watchdog.feed(options.connectTimeoutMs, noAnswer(options.connectTimeoutMs));
    const have = await sizeOf(part);
    // A transparently decompressed body could be neither resumed nor checked.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (have > 0) headers.range = `bytes=${have}-`;
    const response = await fetchSecurely(url, { headers, signal });
    // The part is as long as the file or longer: whether it is the file, its check sum will tell.
    if (response.status === 416 && have > 0) return await response.body?.cancel();
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw statusError(response);
    }
    await saveBody(response, part, have, { url, remote, options, watchdog });
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw networkError(watchdog.signal.aborted ? watchdog.signal.reason : error);
  } finally {
    watchdog.stop();
  }
}

interface Transfer {
  url: string;
  remote: RemoteFile;
  options: FetchOptions;
  watchdog: Watchdog;
}

/** Does not follow a link that has replaced the file. */
const OWN = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

async function saveBody(
  response: Response,
  part: string,
  have: number,
  { url, remote, options, watchdog }: Transfer,
): Promise<void> {
  const resumes = response.status === 206 && contentRangeStart(response) === have;
  if (response.status === 206 && !resumes) throw new TransferError('HTTP 206 with another range', false);
  const length = response.headers.get('content-length');
  let received = resumes ? have : 0;
  const total = length === null ? undefined : received + Number(length);
  const file = await open(part, OWN | (resumes ? constants.O_APPEND : constants.O_TRUNC));
  const keepWaiting = () => watchdog.feed(options.stallTimeoutMs, stalled(options.stallTimeoutMs));
  try {
    keepWaiting();
    for await (const chunk of response.body!) {
      keepWaiting();
      received += chunk.length;
      if (received > longestAccepted(remote)) {
        await file.truncate(0);
        throw new TransferError(`more than ${longestAccepted(remote)} bytes`, false);
      }
      await file.write(chunk);
      options.onProgress?.({ file: remote.name, url, received, total });
    }
  } finally {
    await file.close();
  }
}

/** A mirror's compression may be poorer, or absent where the sum is of the content, but not without bound. */
function longestAccepted({ bytes, sumOf }: RemoteFile): number {
  return sumOf === 'file' ? bytes : 16 * bytes;
}

function contentRangeStart(response: Response): number | undefined {
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  return start === undefined ? undefined : Number(start);
}

/** Aborts `signal` unless it is fed in time. */
export class Watchdog {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts the wait anew. */
  feed(ms: number, onTimeout: TransferError): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(onTimeout), ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** No answer in time: another attempt would wait as long again, so the next mirror is tried instead. */
export const noAnswer = (ms: number) => new TransferError(`no answer within ${ms} ms`, false);

/** The transfer began and stopped: worth resuming. */
export const stalled = (ms: number) => new TransferError(`nothing arrived for ${ms} ms`, true);

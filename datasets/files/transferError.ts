/** A failed transfer; `transient` says whether the same address is worth another attempt. */
export class TransferError extends Error {
  override readonly name = 'TransferError';
  constructor(
    message: string,
    readonly transient: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const TRANSIENT_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);
// A refused connection, an unknown host or an invalid certificate will not change while we wait.
const TRANSIENT_CODES = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'UND_ERR_SOCKET']);

/** The error for an HTTP status that is not a success. */
export function statusError({ status, statusText }: Response): TransferError {
  return new TransferError(`HTTP ${status} ${statusText}`.trim(), TRANSIENT_STATUS.has(status));
}

/** The error for what `fetch` or reading its body threw. */
export function networkError(cause: unknown): TransferError {
  if (cause instanceof TransferError) return cause;
  // fetch wraps the reason: "fetch failed" says nothing, its cause does.
  const inner = ((cause as Error).cause ?? cause) as NodeJS.ErrnoException;
  const text = inner.message || (cause as Error).message;
  const message = inner.code === undefined || text.includes(inner.code) ? text : `${text} (${inner.code})`;
  return new TransferError(message, TRANSIENT_CODES.has(inner.code ?? ''), { cause });
}

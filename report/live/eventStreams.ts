import type { IncomingMessage, ServerResponse } from 'node:http';

/** How many streams stay open, and how often a comment keeps them alive. */
export interface StreamLimits {
  /**
   * Open streams per client address. A browser opens six connections to one server at most, for all its tabs together:
   * with six streams a seventh tab would not even load.
   */
  readonly perAddress: number;
  /** Open streams together */
  readonly total: number;
  readonly heartbeatMs: number;
  /** When a browser whose stream has ended asks again */
  readonly retryMs: number;
}

export const STREAM_LIMITS: StreamLimits = { perAddress: 3, total: 60, heartbeatMs: 15_000, retryMs: 2000 };

/** Most bytes that may wait for a client that does not read. An event is 60 bytes. */
const MOST_WAITING = 16 * 1024;

/**
 * Server-sent events: tells pages that there is a new version. An event carries the version as its id, which browsers
 * send back when they reconnect (Last-Event-ID): a page that has missed a version gets it at once. Beyond the limit of open
 * streams a stream is ended after its answer, and the browser asks again by itself every two seconds.
 */
export class EventStreams {
  readonly #open = new Map<ServerResponse, string>();
  readonly #heart: NodeJS.Timeout;

  constructor(private readonly limits: StreamLimits = STREAM_LIMITS) {
    this.#heart = setInterval(() => this.#send(': still here\n\n'), limits.heartbeatMs);
    this.#heart.unref();
  }

  /** Streams that are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Answers a request for events; the head has been written. */
  add(request: IncomingMessage, response: ServerResponse, version: string): void {
    const known = request.headers['last-event-id'] === version;
    response.write(`retry: ${this.limits.retryMs}\n\n${known ? '' : changed(version)}`);
    const address = request.socket.remoteAddress ?? '';
    if (this.#isFull(address)) {
      response.end();
      return;
    }
    this.#open.set(response, address);
    response.on('close', () => this.#open.delete(response));
  }

  /** Tells every page that there is a new version. */
  announce(version: string): void {
    this.#send(changed(version));
  }

  close(): void {
    clearInterval(this.#heart);
    for (const response of this.#open.keys()) response.end();
    this.#open.clear();
  }

  #isFull(address: string): boolean {
    const own = [...this.#open.values()].filter(other => other === address).length;
    return own >= this.limits.perAddress || this.#open.size >= this.limits.total;
  }

  #send(text: string): void {
    for (const response of this.#open.keys()) {
      if (response.writableLength > MOST_WAITING) response.destroy();
      else response.write(text);
    }
  }
}

/** Without data an event is not dispatched. */
function changed(version: string): string {
  return `id: ${version}\nevent: changed\ndata: ${version}\n\n`;
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answers } from './answers.js';
import { EventStreams } from './eventStreams.js';
import { sendText } from './headers.js';
import type { ResolvedLiveOptions } from './liveOptions.js';
import type { WatchedRuns } from './liveRuns.js';
import { refusalOf } from './refusals.js';

/** What a server spends on its clients. */
export interface ServerLimits {
  /** How often the run folders are checked while a page is open: three calls of stat per run */
  readonly pollMs: number;
  /** How long pages get to fetch the last record when the server ends */
  readonly lastFetchMs: number;
  /** With more connections than this a request gets the answer that there are too many */
  readonly connections: number;
  /** With more than this they are not accepted */
  readonly sockets: number;
  /** A client that has not sent its request by then is cut off */
  readonly requestMs: number;
  /** A client that does not read its answer is cut off too; longer than between two comments of a stream */
  readonly idleMs: number;
}

export const SERVER_LIMITS: ServerLimits = {
  pollMs: 500,
  lastFetchMs: 1000,
  connections: 200,
  sockets: 400,
  requestMs: 10_000,
  idleMs: 60_000,
};

/** What to serve, and where. */
export interface LiveServerSettings extends ResolvedLiveOptions, WatchedRuns {}

/**
 * Serves the report page of runs in its live form. Before a page is opened nothing is read, and the code that makes the page
 * is not even loaded. While none is open, the folders are not checked.
 */
export class LiveServer {
  readonly #http: Server;
  readonly #streams = new EventStreams();
  readonly #poll: NodeJS.Timeout;
  #answers: Answers | undefined;
  #loading: Promise<Answers> | undefined;
  #connections = 0;
  #closed: Promise<void> | undefined;

  private constructor(
    private readonly settings: LiveServerSettings,
    private readonly limits: ServerLimits,
  ) {
    this.#poll = setInterval(() => this.#refresh(), limits.pollMs);
    this.#http = this.#createServer();
  }

  /** Begins to listen. @throws if the port or the host cannot be had: the error has the code of the system */
  static async start(settings: LiveServerSettings, limits = SERVER_LIMITS): Promise<LiveServer> {
    const server = new LiveServer(settings, limits);
    try {
      await server.#listen();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  /** What it listens on. */
  get host(): string {
    return this.settings.host;
  }

  /** Where a browser on this machine finds the page. */
  get url(): string {
    const { host, port } = this;
    if (host === '0.0.0.0') return `http://127.0.0.1:${port}/`;
    if (host === '::') return `http://[::1]:${port}/`;
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;
  }

  /** Reads the files once more, lets open pages fetch what is new, and closes. */
  async finish(): Promise<void> {
    this.#refresh(true);
    const answers = this.#answers;
    const deadline = performance.now() + this.limits.lastFetchMs;
    while (answers && answers.sent < this.#streams.size && performance.now() < deadline) await sleep(20);
    await this.close();
  }

  /** Ends every connection. */
  close(): Promise<void> {
    this.#closed ??= new Promise(resolve => {
      clearInterval(this.#poll);
      this.#streams.close();
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
    return this.#closed;
  }

  #createServer(): Server {
    const { requestMs, sockets, idleMs } = this.limits;
    const options = {
      headersTimeout: requestMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: requestMs / 4,
      maxHeaderSize: 8192,
    };
    const server = createServer(options, (request, response) => void this.#answer(request, response));
    server.maxConnections = sockets;
    server.setTimeout(idleMs);
    server.on('connection', socket => {
      this.#connections++;
      socket.on('close', () => this.#connections--);
    });
    return server;
  }

  #listen(): Promise<void> {
    const { port, host } = this.settings;
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen({ port, host }, () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
  }

  /** Answers one request. An error is an answer too: the file that cannot be read now may be readable later. */
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#connections > this.limits.connections) {
      sendText(response, 503, 'Too many connections. Close some tabs.', { 'Retry-After': '5' });
      return;
    }
    const refusal = refusalOf(request, this.host);
    if (refusal) {
      sendText(response, refusal.status, refusal.reason, refusal.headers);
      return;
    }
    try {
      (await this.#load()).answer(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendText(response, 500, `The run cannot be read: ${(error as Error).message}`);
    }
  }

  #load(): Promise<Answers> {
    this.#loading ??= this.#makeAnswers();
    return this.#loading;
  }

  async #makeAnswers(): Promise<Answers> {
    try {
      const { Answers } = await import('./answers.js');
      this.#answers = new Answers(this.settings, this.#streams);
      return this.#answers;
    } catch (error) {
      // The next request tries again.
      this.#loading = undefined;
      throw error;
    }
  }

  /** Tells open pages what is new. Files that cannot be read now are tried again by the next poll. */
  #refresh(now = false): void {
    if (this.#streams.size === 0) return;
    try {
      this.#answers?.refresh(now);
    } catch {}
  }
}

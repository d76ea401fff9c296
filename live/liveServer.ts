import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Answers } from './answers.js';
import { LiveData } from './liveData.js';
import type { ResolvedLiveOptions } from './liveOptions.js';

/** How often the run folders are looked at: two or three calls of stat. */
const POLL_MS = 500;
/** How long pages get to fetch the last record when the server ends. */
const LAST_FETCH_MS = 1000;
/** From here on a connection is told that there are too many. */
const MOST_CONNECTIONS = 200;
/** From here on it is not accepted. */
const MOST_SOCKETS = 400;
/** A client that has not sent its request by then is cut off, and one that does not read what it asked for. */
const REQUEST_MS = 10_000;
const IDLE_MS = 60_000;

/** What to serve, and where. */
export interface LiveServerSettings extends ResolvedLiveOptions {
  /** Run folders; several share their axes */
  readonly folders: readonly string[];
  /** Called once for each kind of trouble with the files; the server goes on */
  readonly onTrouble?: (message: string) => void;
}

/** Serves the report page of runs in its live form. */
export class LiveServer {
  readonly #http: Server;
  readonly #poll: NodeJS.Timeout;
  #connections = 0;
  #trouble: string | undefined;
  #closed: Promise<void> | undefined;

  private constructor(
    private readonly settings: LiveServerSettings,
    private readonly data: LiveData,
    private readonly answers: Answers,
  ) {
    this.#http = this.#createServer();
    this.#poll = setInterval(() => this.#refresh(), POLL_MS);
  }

  /**
   * Reads the runs and begins to listen.
   *
   * @throws if a folder is no run folder, or the port or the host cannot be had (the error has the code of the system)
   */
  static async start(settings: LiveServerSettings): Promise<LiveServer> {
    const data = new LiveData(settings.folders);
    const server = new LiveServer(settings, data, new Answers(data, settings.host));
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
    const { host } = this.settings;
    if (host === '0.0.0.0') return `http://127.0.0.1:${this.port}/`;
    if (host === '::') return `http://[::1]:${this.port}/`;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.port}/`;
  }

  /** Reads the files once more, lets open pages fetch what is new, and closes. */
  async finish(): Promise<void> {
    this.#refresh();
    const { answers } = this;
    const wanted = answers.answered + answers.streams.size;
    const deadline = performance.now() + LAST_FETCH_MS;
    while (answers.answered < wanted && performance.now() < deadline) await sleep(20);
    await this.close();
  }

  /** Ends every connection. */
  close(): Promise<void> {
    this.#closed ??= new Promise(resolve => {
      clearInterval(this.#poll);
      this.answers.streams.close();
      this.#http.close(() => resolve());
      this.#http.closeAllConnections();
    });
    return this.#closed;
  }

  #createServer(): Server {
    const limits = { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, maxHeaderSize: 8192 };
    const server = createServer({ ...limits, connectionsCheckingInterval: 2000 }, (request, response) => {
      if (this.#connections <= MOST_CONNECTIONS) this.answers.answer(request, response);
      else this.answers.text(response, 503, 'Too many connections. Close some tabs.', { 'Retry-After': '5' });
    });
    server.maxConnections = MOST_SOCKETS;
    server.setTimeout(IDLE_MS);
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

  /** A file that cannot be read now may be readable at the next poll. */
  #refresh(): void {
    try {
      if (this.data.refresh()) this.answers.streams.announce(this.data.version);
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#trouble) this.settings.onTrouble?.(message);
      this.#trouble = message;
    }
  }
}

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { livePage } from '../report/html.js';
import { EventStreams } from './eventStreams.js';
import { headersWith } from './headers.js';
import type { LiveData } from './liveData.js';
import { refusalOf } from './refuse.js';
import { type Resource, resourcesOf } from './resources.js';

/** Answers the requests of pages: the page, its data, its events. */
export class Answers {
  readonly streams = new EventStreams();
  readonly #page = livePage();
  readonly #resources = resourcesOf(this.#page);
  /** How many answers of data.json went out, new or confirmed */
  #answered = 0;

  /** @param host what the server listens on */
  constructor(
    private readonly data: LiveData,
    private readonly host: string,
  ) {}

  get answered(): number {
    return this.#answered;
  }

  /** Answers one request; an error becomes an answer too, and the server goes on. */
  answer(request: IncomingMessage, response: ServerResponse): void {
    try {
      this.#answer(request, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else this.text(response, 500, `The data could not be read: ${(error as Error).message}`);
    }
  }

  /** A short answer in words. */
  text(response: ServerResponse, status: number, text: string, headers: OutgoingHttpHeaders = {}): void {
    const body = Buffer.from(`${text}\n`);
    const head = { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': body.length, ...headers };
    // A body that the client sends with its request is not waited for.
    response.writeHead(status, headersWith(this.#page.csp, { Connection: 'close', ...head })).end(body);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refusalOf(request, this.host);
    if (refusal) {
      const allow = refusal.status === 405 ? { Allow: 'GET, HEAD' } : {};
      this.text(response, refusal.status, refusal.reason, allow);
      return;
    }
    const path = request.url!.split('?', 1)[0]!;
    const resource = this.#resources.get(path);
    if (resource) this.#send(request, response, resource);
    else if (path === '/data.json') this.#sendData(request, response);
    else if (path === '/events') this.#sendEvents(request, response);
    else this.text(response, 404, 'There is nothing at this path.');
  }

  #sendData(request: IncomingMessage, response: ServerResponse): void {
    const body = this.data.json();
    const etag = `"${this.data.version}"`;
    response.on('finish', () => this.#answered++);
    this.#send(request, response, { type: 'application/json; charset=utf-8', body, etag });
  }

  #sendEvents(request: IncomingMessage, response: ServerResponse): void {
    const own = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' };
    response.writeHead(200, headersWith(this.#page.csp, own));
    if (request.method === 'HEAD') response.end();
    else this.streams.add(request, response, this.data.version);
  }

  #send(request: IncomingMessage, response: ServerResponse, { type, body, etag }: Resource): void {
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headersWith(this.#page.csp, { ETag: etag })).end();
      return;
    }
    const own = { 'Content-Type': type, 'Content-Length': body.length, ETag: etag };
    response.writeHead(200, headersWith(this.#page.csp, own));
    // Node leaves out the body of an answer to HEAD.
    response.end(body);
  }
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { livePage } from '../html.js';
import type { EventStreams } from './eventStreams.js';
import { headersWith, sendText } from './headers.js';
import { LiveData } from './liveData.js';
import { type Resource, resourcesOf } from './resources.js';

/** Answers the requests of pages: the page, its data, its events. */
export class Answers {
  readonly #data: LiveData;
  readonly #page = livePage();
  readonly #resources = resourcesOf(this.#page);
  #sent = 0;

  /** Reads the runs. @throws if one of the folders is no run folder */
  constructor(
    folders: readonly string[],
    private readonly streams: EventStreams,
  ) {
    this.#data = new LiveData(folders);
  }

  /** How often the present version has been sent, or confirmed to be what the client has. */
  get sent(): number {
    return this.#sent;
  }

  /** Reads what is new and announces it, unless it has just done so; or `now`. @throws if a file cannot be read */
  refresh(now = false): void {
    if (!this.#data.refresh(now)) return;
    this.#sent = 0;
    this.streams.announce(this.#data.version);
  }

  /** Answers a request that is not refused. @throws if a file cannot be read */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url!.split('?', 1)[0]!;
    const resource = this.#resources.get(path);
    if (resource) this.#send(request, response, resource);
    else if (path === '/data.json') this.#sendData(request, response);
    else if (path === '/events') this.#sendEvents(request, response);
    else sendText(response, 404, 'There is nothing at this path.');
  }

  #sendData(request: IncomingMessage, response: ServerResponse): void {
    this.refresh();
    const body = this.#data.json();
    const { version } = this.#data;
    const etag = `"${version}"`;
    response.on('finish', () => {
      if (version === this.#data.version) this.#sent++;
    });
    this.#send(request, response, { type: 'application/json; charset=utf-8', body, etag });
  }

  #sendEvents(request: IncomingMessage, response: ServerResponse): void {
    this.refresh();
    const own = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' };
    response.writeHead(200, headersWith(this.#page.csp, own));
    if (request.method === 'HEAD') response.end();
    else this.streams.add(request, response, this.#data.version);
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

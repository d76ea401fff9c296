import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LivePage, livePage } from '../html.js';
import type { EventStreams } from './eventStreams.js';
import { headersWith, sendText } from './headers.js';
import { LiveRuns, type WatchedRuns } from './liveRuns.js';

/** Answers the requests of pages: the page, its data, its events. */
export class Answers {
  readonly #runs: LiveRuns;
  readonly #page = livePage();
  readonly #resources = resourcesOf(this.#page);
  #sent = 0;

  /** Reads the runs. @throws if a file cannot be read */
  constructor(
    watched: WatchedRuns,
    private readonly streams: EventStreams,
  ) {
    this.#runs = new LiveRuns(watched);
  }

  /** How often the present version has been sent, or confirmed to be what the client has. */
  get sent(): number {
    return this.#sent;
  }

  /** Reads what is new and announces it, unless it has just done so; or `now`. @throws if a file cannot be read */
  refresh(now = false): void {
    if (!this.#runs.refresh(now)) return;
    this.#sent = 0;
    this.streams.announce(this.#runs.version);
  }

  /** Answers a request that is not refused. @throws if a file cannot be read */
  answer(request: IncomingMessage, response: ServerResponse): void {
    const [path = '', query] = request.url!.split('?', 2);
    const resource = this.#resources.get(path);
    if (resource) this.#send(request, response, resource);
    else if (path === '/data.json') this.#sendData(request, response, new URLSearchParams(query).get('run'));
    else if (path === '/events') this.#sendEvents(request, response);
    else sendText(response, 404, 'There is nothing at this path.');
  }

  #sendData(request: IncomingMessage, response: ServerResponse, run: string | null): void {
    this.refresh();
    const body = this.#runs.json(run);
    if (!body) {
      sendText(response, 404, 'No such run was offered by this server.');
      return;
    }
    const { version } = this.#runs;
    const etag = `"${version}"`;
    response.on('finish', () => {
      if (version === this.#runs.version) this.#sent++;
    });
    this.#send(request, response, { type: 'application/json; charset=utf-8', body, etag });
  }

  #sendEvents(request: IncomingMessage, response: ServerResponse): void {
    this.refresh();
    const own = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', Connection: 'close' };
    response.writeHead(200, headersWith(this.#page.csp, own));
    if (request.method === 'HEAD') response.end();
    else this.streams.add(request, response, this.#runs.version);
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

/** Something that does not change while the server runs. */
export interface Resource {
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** The fixed paths. A requested path is only looked up here, never used as a file name. */
export function resourcesOf({ html, script, style }: LivePage): ReadonlyMap<string, Resource> {
  return new Map([
    ['/', resource('text/html; charset=utf-8', html)],
    ['/page.js', resource('text/javascript; charset=utf-8', script)],
    ['/page.css', resource('text/css; charset=utf-8', style)],
  ]);
}

function resource(type: string, text: string): Resource {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { type, body: Buffer.from(text), etag: `"${hash}"` };
}

import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RunFollower } from '../../run/read/followRun.js';
import { RunHistory } from '../../src/record/runHistory.js';
import { type LivePage, livePage } from '../html.js';
import { reportDataOf } from '../reportData.js';
import type { EventStreams } from './eventStreams.js';
import { headersWith, sendText } from './headers.js';

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

/** Preparing data takes at most one part in 1 + REST of the thread's time: the training may need the same processor. */
const REST = 10;

/** What the page shows, in versions: a new one whenever a file of the runs has changed. */
export class LiveData {
  readonly #runs: readonly RunFollower<RunHistory>[];
  /** Distinguishes the versions of this server from those of an earlier one, which also counted from 1. */
  readonly #server = randomBytes(6).toString('hex');
  #version = 1;
  #json: Buffer | undefined;
  /** Milliseconds that the present version took, and when there may be another */
  #cost = 0;
  #notBefore = 0;

  /** @throws if one of the folders is no run folder */
  constructor(folders: readonly string[]) {
    this.#runs = folders.map(folder => new RunFollower(folder, () => new RunHistory()));
  }

  /** Name of the present version: the ETag, and the id of the event that announces it. */
  get version(): string {
    return `${this.#server}-${this.#version}`;
  }

  /** Reads what is new in the files; whether there was something. Not so often that it would take much time, or `now`. */
  refresh(now = false): boolean {
    const start = performance.now();
    if (!now && start < this.#notBefore) return false;
    // All of them must read, even if the first one has found something.
    const changed = this.#runs.map(run => run.poll()).includes(true);
    if (!changed) return false;
    this.#version++;
    this.#json = undefined;
    this.#cost = 0;
    this.#spent(start);
    return true;
  }

  /** The present version as JSON, made when it is first asked for. */
  json(): Buffer {
    if (this.#json) return this.#json;
    const start = performance.now();
    const runs = this.#runs.map(({ run, kept }) => ({ ...run, history: kept }));
    this.#json = Buffer.from(JSON.stringify(reportDataOf(runs)));
    this.#spent(start);
    return this.#json;
  }

  #spent(start: number): void {
    const now = performance.now();
    this.#cost += now - start;
    this.#notBefore = now + REST * this.#cost;
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

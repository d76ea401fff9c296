import { type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http';
import { onTestFinished } from 'vitest';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Request {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** The path as it goes over the wire: not normalized, as URL and fetch do */
  readonly path?: string;
}

function open(url: string, { method = 'GET', headers = {}, path = '/' }: Request): Promise<IncomingMessage> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const host = hostname.replace(/^\[|\]$/g, '');
    send({ host, port, method, headers, path, agent: false }, resolve).on('error', reject).end();
  });
}

/** One request and its whole answer. */
export async function ask(url: string, request: Request = {}): Promise<Answer> {
  const response = await open(url, request);
  let body = '';
  for await (const part of response.setEncoding('utf8')) body += part;
  return { status: response.statusCode!, headers: response.headers, body };
}

/** A server-sent event. */
export interface LiveEvent {
  readonly id: string;
  readonly event: string;
}

/** A stream of server-sent events, closed when the test ends. */
export class EventReader {
  readonly #events: LiveEvent[] = [];
  /** Everything that came, comments included */
  text = '';
  ended = false;
  #wake = () => {};

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (part: string) => {
      this.text += part;
      const blocks = this.text.split('\n\n').slice(0, -1);
      const events = blocks.filter(block => block.includes('event: ')).map(eventOf);
      this.#events.push(...events.slice(this.#count));
      this.#count = events.length;
      this.#wake();
    });
    response.on('error', () => {});
    response.on('close', () => {
      this.ended = true;
      this.#wake();
    });
  }

  #count = 0;

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const reader = new EventReader(await open(url, { path: '/events', headers }));
    onTestFinished(() => void reader.response.destroy());
    return reader;
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<LiveEvent | undefined> {
    while (this.#events.length === 0 && !this.ended) await this.#change();
    return this.#events.shift();
  }

  /** Resolves when the stream has ended. */
  async end(): Promise<void> {
    while (!this.ended) await this.#change();
  }

  #change(): Promise<void> {
    return new Promise(resolve => {
      this.#wake = resolve;
    });
  }
}

function eventOf(block: string): LiveEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
  return { id: field('id'), event: field('event') };
}

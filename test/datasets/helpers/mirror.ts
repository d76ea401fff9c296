import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a mirror does with its n-th request (from 0). */
export type Behavior = (request: IncomingMessage, response: ServerResponse, n: number) => void;

export interface Mirror {
  /** Ends in a slash. */
  address: string;
  /** One line per request: path and Range header. */
  requests: string[];
}

/** A web server on this machine that ends with the test. */
export async function startMirror(behave: Behavior): Promise<Mirror> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    behave(request, response, requests.length - 1);
  });
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
  onTestFinished(
    () =>
      new Promise<void>(closed => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  );
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, requests };
}

/** Sends `body`, or the range asked for. */
export function send(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= body.length && start > 0) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const rest = body.subarray(start);
  const range = start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': rest.length, ...range }).end(rest);
}

/** Announces the whole of `body`, sends its first `length` bytes and cuts the connection. */
export function sendAndCut(response: ServerResponse, body: Buffer, length: number): void {
  response.writeHead(200, { 'content-length': body.length });
  response.write(body.subarray(0, length), () => setTimeout(() => response.destroy(), 30));
}

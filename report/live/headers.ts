import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Headers of every answer: no guessed types, no embedding, no referrer, no cached answer without revalidation. */
export function headersWith(csp: string, own: OutgoingHttpHeaders): OutgoingHttpHeaders {
  return {
    'Content-Security-Policy': csp,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-cache',
    ...own,
  };
}

/** Ends the exchange with a sentence. */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  const body = Buffer.from(`${text}\n`);
  const own = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': body.length,
    'Cache-Control': 'no-store',
    // Do not wait for a body that the client sends with its request.
    Connection: 'close',
    ...headers,
  };
  response.writeHead(status, headersWith("default-src 'none'; frame-ancestors 'none'", own)).end(body);
}

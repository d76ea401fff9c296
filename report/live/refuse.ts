import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isAllowedHost } from './allowedHosts.js';

/** Why a request gets no answer. */
export interface Refusal {
  readonly status: 403 | 405;
  readonly reason: string;
  readonly headers?: OutgoingHttpHeaders;
}

/** What every request must be, whatever its path; undefined where it is fine. */
export function refusalOf(request: IncomingMessage, host: string): Refusal | undefined {
  if (!isAllowedHost(request.headers.host, host)) {
    return {
      status: 403,
      reason: 'The Host header does not name this server. Use the address that it printed.',
    };
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { status: 405, reason: 'Only GET and HEAD.', headers: { Allow: 'GET, HEAD' } };
  }
  // Another site may link here, but neither embed nor fetch anything of it.
  const site = request.headers['sec-fetch-site'];
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (isForeign && request.headers['sec-fetch-mode'] !== 'navigate') {
    return { status: 403, reason: 'Not for the pages of other sites.' };
  }
  return undefined;
}

import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

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

/**
 * Whether the Host header of a request names this server. A page of another site can make its own name resolve to
 * 127.0.0.1 (DNS rebinding), and would then read what is served here as if it were its own: its requests carry its name.
 * Addresses and `localhost` cannot be rebound. The port is not compared: a forwarded port (ssh, a container) differs.
 *
 * @param host what the server listens on
 */
export function isAllowedHost(header: string | undefined, host: string): boolean {
  const name = hostNameOf(header);
  if (name === undefined) return false;
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (isIP(name) !== 0) return true;
  // Names of the machine itself count only where the user has opened another interface.
  if (isLoopback(host)) return false;
  return [host, hostname(), `${hostname()}.local`].some(own => own.toLowerCase() === name);
}

/** Whether only this machine reaches the interface. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** `name:port`, `name`, `[v6]:port`, `[v6]`: the name in small letters; undefined for what is none of them. */
function hostNameOf(header: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}

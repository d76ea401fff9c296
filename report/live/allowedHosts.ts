import { isIP } from 'node:net';
import { hostname } from 'node:os';

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

import { TransferError } from './transferError.js';

/** As browsers allow; a mirror needs one or two. */
const MOST_REDIRECTS = 20;

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/**
 * Whether no one on the way to the server can read or change the data: https, or http within this machine,
 * where a mirror of one's own needs no certificate.
 */
export function isSecure(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && isThisMachine(hostname));
}

/** URL has already written addresses of any form as four numbers, and IPv6 in brackets. */
function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * `fetch`, which follows only redirects that are {@link isSecure} too, and none from outside to a server on this machine.
 */
export async function fetchSecurely(url: string, init: RequestInit): Promise<Response> {
  let from = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
    if (!isSecure(from.href)) throw new TransferError(`${from.origin} is not https`, false);
    const response = await fetch(from, { ...init, redirect: 'manual' });
    const location = REDIRECTS.includes(response.status) ? response.headers.get('location') : null;
    if (location === null) return response;
    await response.body?.cancel();
    from = redirected(from, location);
  }
  throw new TransferError(`more than ${MOST_REDIRECTS} redirects`, false);
}

function redirected(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href)) throw new TransferError('redirected to what is no address', false);
  const to = new URL(location, from);
  const entersThisMachine = isThisMachine(to.hostname) && !isThisMachine(from.hostname);
  if (isSecure(to.href) && !entersThisMachine) return to;
  throw new TransferError(`redirected to ${to.origin}, which is not https`, false);
}

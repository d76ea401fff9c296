import type { OutgoingHttpHeaders } from 'node:http';

/** Headers of every answer: nothing is guessed, embedded, told to other sites, or kept without asking again. */
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

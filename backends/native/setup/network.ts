/** What pip, npm, node-gyp and their libraries print if no server answers. */
const UNREACHABLE = new RegExp(
  [
    'getaddrinfo|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENETDOWN',
    'NewConnectionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|NameResolutionError|Max retries exceeded',
    'name resolution|Network is unreachable|Connection refused|tunneling|fetch failed|socket hang up',
  ].join('|'),
  'i',
);

/** Whether a program's output says that it reached no server: no network, or a proxy or a server that does not answer. */
export function saysNoNetwork(output: string): boolean {
  return UNREACHABLE.test(output);
}

/** Why pip reached no server. Only the WARNING lines of its attempts say so; its ERROR line is about versions. */
export function pipReasons(output: string): string[] {
  const warnings = output.split('\n').filter(line => line.startsWith('WARNING:') && saysNoNetwork(line));
  const reasons = warnings.map(line =>
    line
      .replace(/^WARNING: (Retrying \(.*?\)\) after connection broken by )?/, '')
      .replace(/<pip\.[^>]*>: /, '')
      .trim(),
  );
  return [...new Set(reasons)].slice(0, 3);
}

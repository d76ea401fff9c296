import { requireArgument } from '../../src/base/argumentError.js';

/** Where the live page is served. */
export interface LiveOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Network interface: an address or a name of this machine. Default `'127.0.0.1'`, which no other machine reaches. */
  host?: string;
}

/** Every option with its value. */
export type ResolvedLiveOptions = Required<LiveOptions>;

/** Fills in the defaults and checks; `where` and `prefix` are for the error, e.g. `NeuralCollapse` and `live.`. */
export function resolveLiveOptions(options: LiveOptions, where: string, prefix = ''): ResolvedLiveOptions {
  const port = options.port === undefined ? 0 : options.port;
  const host = options.host === undefined ? '127.0.0.1' : options.host;
  const isPort = Number.isInteger(port) && port >= 0 && port <= 65_535;
  requireArgument(isPort, where, `${prefix}port`, 'an integer from 0 (any free port) to 65535', port);
  const isHost = typeof host === 'string' && host.trim() !== '';
  requireArgument(isHost, where, `${prefix}host`, 'an address or a name of this machine', host);
  return { port, host };
}

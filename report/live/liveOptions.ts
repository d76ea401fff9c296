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

/** What the user calls the two options, e.g. `--port` or `live.port`. */
export interface OptionNames {
  readonly port: string;
  readonly host: string;
}

/** Why the server cannot listen, and which option to change; undefined for errors of another kind. */
export function listenError(
  error: unknown,
  { port, host }: ResolvedLiveOptions,
  names: OptionNames,
): string | undefined {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return `port ${port} is in use by another program: ${names.port} must be another one, or left out for any free one`;
    case 'EACCES':
      return `port ${port} is not allowed to this user: ${names.port} must be 1024 or above, or left out`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${names.host} must be an address or a name of this machine, received ${JSON.stringify(host)}`;
    default:
      return undefined;
  }
}

import type { ResolvedLiveOptions } from './liveOptions.js';

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

import { once } from 'node:events';
import { relative, resolve } from 'node:path';
import { listenError, type ResolvedLiveOptions, resolveLiveOptions } from '../../report/live/liveOptions.js';
import { LiveServer } from '../../report/live/liveServer.js';
import { isLoopback } from '../../report/live/refusals.js';
import { readInfo } from '../../run/read/readRun.js';
import { InputError } from '../../src/base/inputError.js';
import { type CliIo, defineCommand, EXIT } from '../command.js';
import { readInteger, withOptionNames } from '../options/values.js';
import { newestOf, newestRunIn } from '../runs/newestRun.js';

const HELP = `Serves the report page of a run that updates by itself while the run goes on, and prints its address. Works during the
training, after it, and with runs that were copied from elsewhere; any number of browser tabs. Several runs share
their axes. Without a run: the one that was started last in ./runs. Ctrl-C ends it.

Options:
  --port N      default: any free port
  --host NAME   network interface to listen on, an address or a name of this machine; default 127.0.0.1, which other
                machines cannot reach. There is no password: on another interface everyone there can read the runs
  --json        print the address and the runs as one line of JSON

Examples: tfjs-nc watch
          tfjs-nc watch runs/2026-01-31_14-05-00 --port 8080
          tfjs-nc watch runs/without-bias runs/with-bias`;

/** `tfjs-nc watch`. */
export const watch = defineCommand({
  usage: 'watch [run...] [--port N] [--host NAME]',
  help: HELP,
  options: { port: { type: 'string' }, host: { type: 'string' } },
  allowPositionals: true,
  run: async (values, io, positionals) => {
    const options = await withOptionNames(() => readOptions(values));
    const folders = watchedFolders(positionals, io.cwd);
    const server = await start(folders, options, io);
    // Before it prints, since a caller may stop this program as soon as it has printed something.
    const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    announce(server, folders, values.json === true, io);
    await stopped;
    await server.close();
    return EXIT.ok;
  },
});

function readOptions({ port, host }: { port?: string; host?: string }): ResolvedLiveOptions {
  const number = port === undefined ? undefined : readInteger('port', port, 0);
  return resolveLiveOptions({ port: number, host }, 'watch');
}

async function start(
  folders: readonly string[],
  options: ResolvedLiveOptions,
  io: CliIo,
): Promise<LiveServer> {
  const paths = folders.map(folder => resolve(io.cwd, folder));
  try {
    return await LiveServer.start({ ...options, folders: paths });
  } catch (error) {
    const reason = listenError(error, options, { port: '--port', host: '--host' });
    throw reason === undefined ? error : new InputError(reason, { cause: error });
  }
}

function announce(server: LiveServer, folders: readonly string[], json: boolean, io: CliIo): void {
  const { url, port, host } = server;
  if (json) {
    io.out(JSON.stringify({ ok: true, url, host, port, runs: folders }));
    return;
  }
  io.out(url);
  io.err(`serving ${folders.join(', ')}; Ctrl-C ends it`);
  if (!isLoopback(host)) io.err(`other machines that reach ${host} can open it too`);
}

/** The run folders that the command line names, or the run that was started last; @throws if there is none */
export function watchedFolders(named: readonly string[], cwd: string): string[] {
  if (named.length === 0) return [newestRunIn(cwd)];
  for (const folder of named) checkFolder(folder, cwd);
  return [...named];
}

/** The folder of all runs is easily taken for one of them. */
function checkFolder(folder: string, cwd: string): void {
  const path = resolve(cwd, folder);
  if (isRun(path)) return;
  const newest = newestOf(path);
  const hint = newest === undefined ? '' : `; it holds runs, the newest is ${relative(cwd, newest)}`;
  throw new InputError(`run must be a folder with a run.json, received ${JSON.stringify(folder)}${hint}`);
}

function isRun(folder: string): boolean {
  try {
    readInfo(folder);
    return true;
  } catch {
    return false;
  }
}

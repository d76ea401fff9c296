import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenError, type ResolvedLiveOptions, resolveLiveOptions } from '../../report/live/liveOptions.js';
import type { WatchedRuns } from '../../report/live/liveRuns.js';
import { LiveServer } from '../../report/live/liveServer.js';
import { isLoopback } from '../../report/live/refusals.js';
import { isRun, readInfo } from '../../run/read/readRun.js';
import { InputError } from '../../src/base/inputError.js';
import { type CliIo, defineCommand, EXIT } from '../command.js';
import { readInteger, withOptionNames } from '../options/values.js';
import { isFolder, LOGDIR, newestOf } from '../runs/newestRun.js';

const HELP = `Serves the report page of a run that updates by itself while the run goes on, and prints its address. Works during the
training, after it, and with runs that were copied from elsewhere; any number of browser tabs. Several runs share
their axes. A run that is not there yet is waited for. Given a folder of runs, or nothing for ./runs: the run in it that
was started last; the page offers to show newer ones. Ctrl-C ends it.

Options:
  --follow      show a newer run as soon as it begins, without being asked; also beside the one run that is named
  --port N      default: any free port
  --host NAME   network interface to listen on, an address or a name of this machine; default 127.0.0.1, which other
                machines cannot reach. There is no password: on another interface everyone there can read the runs
  --json        print the address, the runs, and what is waited for, as one line of JSON

Examples: tfjs-nc watch
          tfjs-nc watch runs/2026-01-31_14-05-00 --port 8080
          tfjs-nc watch runs/without-bias runs/with-bias`;

/** `tfjs-nc watch`. */
export const watch = defineCommand({
  usage: 'watch [run...] [--follow] [--port N] [--host NAME]',
  help: HELP,
  options: { port: { type: 'string' }, host: { type: 'string' }, follow: { type: 'boolean' } },
  allowPositionals: true,
  run: async (values, io, positionals) => {
    const options = await withOptionNames(() => readOptions(values));
    const watched = watchedRuns(positionals, io.cwd, values.follow === true);
    const server = await start({ ...options, ...watched }, io);
    const stop = new AbortController();
    // Before it prints, since a caller may stop this program as soon as it has printed something.
    const stopped = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    announce(server, watched, values.json === true, io);
    void tell(watched, io, stop.signal);
    await stopped;
    stop.abort();
    await server.close();
    return EXIT.ok;
  },
});

function readOptions({ port, host }: { port?: string; host?: string }): ResolvedLiveOptions {
  const number = port === undefined ? undefined : readInteger('port', port, 0);
  return resolveLiveOptions({ port: number, host }, 'watch');
}

async function start(settings: ResolvedLiveOptions & WatchedRuns, io: CliIo): Promise<LiveServer> {
  const path = (folder: string) => resolve(io.cwd, folder);
  const logdir = settings.logdir === undefined ? undefined : path(settings.logdir);
  try {
    return await LiveServer.start({ ...settings, folders: settings.folders.map(path), logdir });
  } catch (error) {
    const reason = listenError(error, settings, { port: '--port', host: '--host' });
    throw reason === undefined ? error : new InputError(reason, { cause: error });
  }
}

function announce(server: LiveServer, watched: WatchedRuns, json: boolean, io: CliIo): void {
  const { url, port, host } = server;
  const { runs, waiting } = stateOf(watched, io.cwd);
  if (json) {
    io.out(JSON.stringify({ ok: true, url, host, port, runs, waiting }));
    return;
  }
  io.out(url);
  const parts = [
    ...(runs.length > 0 ? [`serving ${runs.join(', ')}`] : []),
    ...(waiting.length > 0 ? [`waiting for ${waiting.join(', ')}`] : []),
  ];
  io.err(`${parts.join('; ')}; Ctrl-C ends it`);
  if (!isLoopback(host)) io.err(`other machines that reach ${host} can open it too`);
}

/** Runs as the command line would name them. */
interface WatchState {
  readonly runs: readonly string[];
  readonly waiting: readonly string[];
  /** Of the folder of runs */
  readonly newest: string | undefined;
}

function stateOf({ folders, logdir }: WatchedRuns, cwd: string): WatchState {
  const there = (folder: string) => isRun(resolve(cwd, folder));
  const path = logdir === undefined ? undefined : newestOf(resolve(cwd, logdir));
  const newest = path && relative(cwd, path);
  if (folders.length === 0) {
    const runs = newest === undefined ? [] : [newest];
    return { runs, waiting: runs.length > 0 ? [] : [`a run in ${logdir}`], newest };
  }
  return { runs: folders.filter(there), waiting: folders.filter(folder => !there(folder)), newest };
}

/** How often the terminal is told what has changed. */
const TELL_MS = 1000;

/** Says on the terminal what was waited for and has come, and which run is newer. */
async function tell(watched: WatchedRuns, io: CliIo, signal: AbortSignal): Promise<void> {
  let before = stateOf(watched, io.cwd);
  while (!signal.aborted) {
    await sleep(TELL_MS, undefined, { signal, ref: false }).catch(() => undefined);
    const now = stateOf(watched, io.cwd);
    const come = now.runs.filter(run => !before.runs.includes(run));
    const isNewer = before.newest !== undefined && now.newest !== undefined && now.newest !== before.newest;
    if (isNewer) io.err(newerText(now.newest!, watched.follow === true));
    else if (come.length > 0) io.err(`serving ${come.join(', ')}`);
    before = now;
  }
}

function newerText(run: string, follow: boolean): string {
  return follow ? `serving ${run}` : `${run} is newer: the page offers it`;
}

/** What the words of the command line name, as they name it. @throws if one of them can be neither run nor folder of runs */
export function watchedRuns(named: readonly string[], cwd: string, follow = false): WatchedRuns {
  const [only, ...more] = named;
  if (only === undefined) return { folders: [], logdir: LOGDIR, follow };
  for (const folder of named) checkFolder(folder, cwd, more.length > 0);
  if (follow && more.length > 0) throw new InputError('--follow is for one run, or a folder of runs');
  if (more.length === 0 && holdsRuns(resolve(cwd, only))) return { folders: [], logdir: only, follow };
  return { folders: named, ...(follow && { logdir: dirname(only) }), follow };
}

/** A folder that is there and no run, or the usual one for runs; any other that is not there will be a run. */
function holdsRuns(path: string): boolean {
  return !isRun(path) && (isFolder(path) || basename(path) === LOGDIR);
}

function checkFolder(folder: string, cwd: string, isOneOfSeveral: boolean): void {
  const path = resolve(cwd, folder);
  if (isRun(path)) return;
  if (!isFolder(path, true)) {
    throw new InputError(`run must be a folder, received ${JSON.stringify(folder)}, which is a file`);
  }
  refuseBroken(path);
  const newest = newestOf(path);
  // The folder of all runs is easily taken for one of them.
  if (!isOneOfSeveral || newest === undefined) return;
  const hint = `it holds runs, the newest is ${relative(cwd, newest)}`;
  throw new InputError(`run must be a folder with a run.json, received ${JSON.stringify(folder)}; ${hint}`);
}

/** Nothing is waited for where a run.json is there that will never be one: a pipe, a folder, or the file of something else. */
function refuseBroken(path: string): void {
  if (lstatSync(join(path, 'run.json'), { throwIfNoEntry: false }) === undefined) return;
  try {
    readInfo(path);
  } catch (error) {
    throw new InputError(`run cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

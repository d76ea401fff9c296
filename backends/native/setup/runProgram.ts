import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Ends the program, and what it started, when aborted. */
  signal?: AbortSignal;
  /** Milliseconds after which the program, and what it started, is killed. Nothing waits for it any longer. */
  timeoutMs?: number;
}

export interface ProgramResult {
  /** The exit status; -1 if the program could not be started. */
  code: number;
  stdout: string;
  /** stdout and stderr as they came, shortened to the last {@link KEPT} characters. */
  output: string;
  /** The signal that ended it, or null. */
  killedBy: NodeJS.Signals | null;
  timedOut: boolean;
}

const KEPT = 64 * 1024;

/**
 * Runs a program to its end without a shell. It leads a process group of its own, so that ending it also ends the
 * compilers it started; it never rejects except when aborted.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const result: ProgramResult = { code: -1, stdout: '', output: '', killedBy: null, timedOut: false };
    const keep = (chunk: string) => {
      result.output = (result.output + chunk).slice(-KEPT);
    };
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      result.stdout = (result.stdout + chunk).slice(-KEPT);
      keep(chunk);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    const abort = () => endGroup(child, 'SIGTERM');
    // Do not wait: a process that hangs inside a driver does not end even by SIGKILL.
    const giveUp = () => {
      endGroup(child, 'SIGKILL');
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      child.unref();
      end({ ...result, timedOut: true });
    };
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(giveUp, options.timeoutMs);
    const end = (last: ProgramResult) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else resolve(last);
    };
    signal?.addEventListener('abort', abort, { once: true });
    child.on('error', error => keep(`${error.message}\n`));
    child.on('close', (code, killedBy) => end({ ...result, code: code ?? -1, killedBy }));
  });
}

function endGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // It has ended by itself in the meantime.
  }
}

/** The last lines of a program's output, for an error message. */
export function lastLines(output: string, count = 20): string {
  return output.trimEnd().split('\n').slice(-count).join('\n');
}

/** The path of the first of `names` that the PATH of `env` holds as an executable file, or undefined. */
export function findProgram(names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '');
  return names
    .flatMap(name => (name.includes('/') ? [name] : folders.map(folder => join(folder, name))))
    .find(isExecutableFile);
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

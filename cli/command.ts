import type { ParseArgsConfig, parseArgs } from 'node:util';

/** Exit codes of every command. */
export const EXIT = { ok: 0, failure: 1, badInput: 2, interrupted: 130 } as const;

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** One command of `tfjs-nc`. Each has its own folder and is listed in runCli.ts. */
export interface Command<Options extends OptionsConfig = OptionsConfig> {
  /** What follows `tfjs-nc` in the usage line, for example `setup-native [--gpu]`. */
  usage: string;
  /** The text of `--help` below the usage line. */
  help: string;
  /** The options as `parseArgs` takes them; `--help` and `--json` are added for every command. */
  options: Options;
  /** Whether words without a dash are accepted; default false. */
  allowPositionals?: boolean;
  run(values: CommandValues<Options>, io: CliIo, positionals: string[]): Promise<number>;
}

/** The parsed options of a command, `json` among them. */
export type CommandValues<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options }>
>['values'] & { json?: boolean };

/** Ties the option types of one command together. */
export function defineCommand<const Options extends OptionsConfig>(
  command: Command<Options>,
): Command<Options> {
  return command;
}

/** A signal that Ctrl-C and SIGTERM abort, so that the steps can clean up behind themselves. */
export function interruptible(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('interrupted'));
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, abort);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.off(name, abort);
    },
  };
}

/** Where a command writes: results to `out`, progress and errors to `err`. Tests pass their own. */
export interface CliIo {
  out(line: string): void;
  err(line: string): void;
  /** The folder the command was started in. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** How wide the terminal is; undefined where `out` is none */
  columns?: number | undefined;
}

export function processIo(): CliIo {
  return {
    out: line => void process.stdout.write(`${line}\n`),
    err: line => void process.stderr.write(`${line}\n`),
    cwd: process.cwd(),
    env: process.env,
    columns: process.stdout.columns,
  };
}

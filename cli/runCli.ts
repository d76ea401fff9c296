import { createRequire } from 'node:module';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { describeValue, printable } from '../src/base/describeValue.js';
import { InputError } from '../src/base/inputError.js';
import { type CliIo, type Command, EXIT, processIo } from './command.js';
import { suggestion } from './text/nearest.js';

/** A line of the command table. The command's own file is loaded only when it runs. */
export interface CommandEntry {
  summary: string;
  load: () => Promise<Command>;
}

/** All commands of `tfjs-nc`. A new command is one file and one line here. */
export const commands: Record<string, CommandEntry> = {
  predict: {
    summary: 'what theory says the collapsed last layer looks like',
    load: async () => (await import('./predict/index.js')).predict as unknown as Command,
  },
  measure: {
    summary: 'measure neural collapse of features in .npy files',
    load: async () => (await import('./measure/index.js')).measure as unknown as Command,
  },
  sweep: {
    summary: 'predicted mean cosines over the regularization of the bias',
    load: async () => (await import('./sweep/index.js')).sweep as unknown as Command,
  },
  train: {
    summary: 'train a small CNN and measure it: the demo',
    load: async () => (await import('./train/index.js')).train as unknown as Command,
  },
  watch: {
    summary: 'serve the live page of a run',
    load: async () => (await import('./watch/index.js')).watch as unknown as Command,
  },
  runs: {
    summary: 'list runs with their last state',
    load: async () => (await import('./runs/index.js')).runs as unknown as Command,
  },
  compare: {
    summary: 'latest values of runs side by side, and what differs between them',
    load: async () => (await import('./compare/index.js')).compare as unknown as Command,
  },
  report: {
    summary: 'one self-contained HTML file of a run, or of several',
    load: async () => (await import('./report/index.js')).report as unknown as Command,
  },
  export: {
    summary: 'figures as SVG, metrics as CSV, a table for LaTeX of a run',
    load: async () => (await import('./export/index.js')).exportRun as unknown as Command,
  },
  doctor: {
    summary: 'what is installed, which backends load, which GPU, and what to do about what is wrong',
    load: async () => (await import('./doctor/index.js')).doctor as unknown as Command,
  },
  'setup-native': {
    summary: 'make tfjs-node run against a given or pip-provided TensorFlow',
    load: async () => (await import('./setup-native/index.js')).setupNative as unknown as Command,
  },
};

/**
 * Runs `tfjs-nc` with the words after the program's name.
 *
 * @returns the exit code: 0 fine, 1 failure, 2 bad input, 130 interrupted
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo = processIo(),
  table: Record<string, CommandEntry> = commands,
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === '--version' || name === '-v') return print(io, packageVersion());
  if (name === '--help' || name === '-h' || name === 'help') return print(io, overview(table));
  if (name === undefined) return refuse(io, overview(table));
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) return refuse(io, unknownCommand(name, table));
  return runCommand(name, await entry.load(), rest, io);
}

function unknownCommand(name: string, table: Record<string, CommandEntry>): string {
  const meant = suggestion(name, [...Object.keys(table), 'help']);
  const more = meant === '' ? `\n\n${overview(table)}` : '\nSee tfjs-nc --help';
  return `tfjs-nc: unknown command ${describeValue(name)}${meant}${more}`;
}

async function runCommand(name: string, command: Command, argv: string[], io: CliIo): Promise<number> {
  const json = argv.includes('--json');
  try {
    const { values, positionals } = parse(command, argv);
    if (values.help === true) return print(io, `Usage: tfjs-nc ${command.usage}\n\n${command.help}`);
    return await command.run(values, io, positionals);
  } catch (error) {
    const message = shown(error instanceof Error ? error.message : String(error));
    if (json) io.out(JSON.stringify({ ok: false, error: message }));
    io.err(`tfjs-nc ${name}: ${message}`);
    if (!(error instanceof InputError)) return EXIT.failure;
    io.err(`See tfjs-nc ${name} --help`);
    return EXIT.badInput;
  }
}

/** A message may have several lines, and words of the user or of a file in it. */
function shown(message: string): string {
  return message.split('\n').map(printable).join('\n');
}

function parse(command: Command, args: string[]) {
  const options = {
    ...command.options,
    help: { type: 'boolean', short: 'h' },
    json: { type: 'boolean' },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: command.allowPositionals === true, strict: true });
  } catch (error) {
    throw new InputError(unknownOption(args, options) ?? (error as Error).message);
  }
}

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** The first option that the command does not have, as it was written. parseArgs does not say which one it refused. */
function unknownOption(args: string[], options: OptionsConfig): string | undefined {
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const found = tokens.find(token => token.kind === 'option' && !Object.hasOwn(options, token.name));
  if (found?.kind !== 'option') return undefined;
  const known = Object.keys(options).map(name => `--${name}`);
  return `unknown option ${describeValue(found.rawName)}${suggestion(found.rawName, known)}`;
}

function overview(table: Record<string, CommandEntry>): string {
  const width = Math.max(...Object.keys(table).map(name => name.length));
  const lines = Object.entries(table).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: tfjs-nc <command> [options]',
    '',
    'Commands:',
    ...lines,
    '',
    'tfjs-nc <command> --help explains a command; --json prints its result for programs; --version.',
    'Exit codes: 0 fine, 1 failure, 2 bad input.',
  ].join('\n');
}

function print(io: CliIo, text: string): number {
  io.out(text);
  return EXIT.ok;
}

function refuse(io: CliIo, text: string): number {
  io.err(text);
  return EXIT.badInput;
}

function packageVersion(): string {
  // By name, which resolves to this package itself from the sources as well as from dist/.
  const manifest = createRequire(import.meta.url)('tfjs-neural-collapse/package.json') as { version: string };
  return manifest.version;
}

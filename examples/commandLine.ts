import { parseArgs } from 'node:util';

/** A wrong command line; the message is for the user. */
export class UsageError extends Error {}

/** The values of a command line: of options that take a text, and of flags. */
export type CommandLine<Text extends string, Flag extends string> = Partial<Record<Text, string>> &
  Partial<Record<Flag, boolean>>;

/** Parses a command line that has these options and no others, nor anything that is not an option. */
export function parseCommandLine<Text extends string, Flag extends string>(
  args: readonly string[],
  text: readonly Text[],
  flags: readonly Flag[],
): CommandLine<Text, Flag> {
  const options = {
    ...Object.fromEntries(text.map(name => [name, { type: 'string' as const }])),
    ...Object.fromEntries(flags.map(name => [name, { type: 'boolean' as const }])),
  };
  try {
    return parseArgs({ args: [...args], options }).values as CommandLine<Text, Flag>;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** One of the values that an option may have. */
export function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`--${option} must be one of ${allowed.join(', ')}, received "${value}"`);
}

/** A whole number of at least 1. */
export function count(option: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`--${option} must be a positive integer, received "${value}"`);
}

/** A number that is not negative; 0 is one. */
export function notNegative(option: string, value: string): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isFinite(number) && number >= 0) return number;
  throw new UsageError(`--${option} must be a number of at least 0, received "${value}"`);
}

/**
 * Runs an example: exit code 0 fine, 1 failure, 2 a wrong command line.
 *
 * @param body What it does with the options; not called for --help
 */
export async function runExample<Options>(
  name: string,
  help: string,
  parse: (args: string[]) => Options | undefined,
  body: (options: Options) => Promise<void>,
): Promise<number> {
  outliveReaders();
  try {
    const options = parse(process.argv.slice(2));
    if (options) await body(options);
    else console.log(help);
    return 0;
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    if (error instanceof UsageError) console.error(`See npm run ${name} -- --help`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** A reader that has seen enough (`npm run demo | head`) does not end an example: a training is worth more than its lines. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

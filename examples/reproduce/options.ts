import { parseArgs } from 'node:util';
import { BACKEND_NAMES, type BackendRequest } from 'tfjs-neural-collapse/backends';
import { EXPERIMENTS, type ExperimentName } from './experiments.js';

/** The options of the command line. */
export interface ReproduceOptions {
  readonly name: ExperimentName;
  /** Draw the figures of a saved outcome instead of running the experiment. */
  readonly redraw: boolean;
  readonly quick: boolean;
  readonly backend: BackendRequest;
  readonly dataDir: string | undefined;
  readonly out: string;
  readonly seed: number;
}

const names = Object.keys(EXPERIMENTS) as ExperimentName[];

export const HELP = `Reproduces a published claim: theory as a line, measurements as points.

npm run reproduce -- EXPERIMENT [options]

${names.map(name => `  ${name.padEnd(16)} ${EXPERIMENTS[name].claim}`).join('\n')}

  --redraw           draw the figures again from the numbers saved in --out
  --quick            small sizes: shows that it works, not what the paper claims
  --out DIR          where figure and table go; default: runs/reproduce
  --backend NAME     ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --data-dir DIR     folder with the MNIST files; default: TFJS_NC_DATA_DIR, the cache, a download
  --seed N           default: 1
  --help
`;

/** A wrong command line; the message is for the user. */
export class UsageError extends Error {}

/** The parsed command line; undefined for --help. */
export function parseOptions(args: string[]): ReproduceOptions | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length !== 1) {
    throw new UsageError(`name one experiment of ${names.join(', ')}, received ${positionals.length}`);
  }
  return {
    name: oneOf('EXPERIMENT', positionals[0]!, names),
    redraw: values.redraw === true,
    quick: values.quick === true,
    backend: oneOf('--backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    dataDir: values['data-dir'],
    out: values.out ?? 'runs/reproduce',
    seed: count('--seed', values.seed ?? '1'),
  };
}

function parse(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        redraw: flag,
        quick: flag,
        out: text,
        backend: text,
        'data-dir': text,
        seed: text,
        help: flag,
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${what} must be one of ${allowed.join(', ')}, received "${value}"`);
}

function count(what: string, value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new UsageError(`${what} must be a positive integer, received "${value}"`);
}

import { BACKEND_NAMES, type BackendName } from 'tfjs-neural-collapse/backends';
import { count, oneOf, parseCommandLine, UsageError } from '../commandLine.js';

export { UsageError } from '../commandLine.js';

/** What is trained, on what, and with how many wrong labels. */
export interface LabelNoiseOptions {
  readonly backend: BackendName | 'auto';
  readonly synthetic: boolean;
  readonly dataDir: string | undefined;
  readonly loss: 'mse' | 'cross-entropy';
  /** Share of the labels that are flipped */
  readonly noise: number;
  /** Undefined: as many as are flipped */
  readonly suspects: number | undefined;
  /** Undefined: what fits the backend, see {@link sizeOf} */
  readonly samples: number | undefined;
  readonly epochs: number | undefined;
  readonly every: number;
  readonly batchSize: number;
  /** The first of them */
  readonly seed: number;
  /** How many */
  readonly seeds: number;
  readonly json: boolean;
}

const SIZES = { wasm: { samples: 4000, epochs: 30 }, native: { samples: 10_000, epochs: 30 } };

export const HELP = `Flips some labels of MNIST, trains, and looks for them among the samples farthest from the mean of their class.

npm run label-noise -- [options]

  --noise P          share of the labels that are flipped; default: 0.01
  --suspects N       how many samples to suspect; default: as many as are flipped
  --samples N        training images; default: ${SIZES.wasm.samples}, ${SIZES.native.samples} on a native backend
  --epochs N         default: ${SIZES.wasm.epochs}, ${SIZES.native.epochs} on a native backend
  --every N          measure every n-th epoch, and the last one; default: 1
  --loss NAME        mse (default) or cross-entropy
  --batch-size N     default: 32
  --seed N           of images, flips and initial weights (not of the order of training); default: 1
  --seeds N          repeat with that many seeds, from --seed on; default: 1
  --backend NAME     ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --data-dir DIR     folder with the MNIST files; default: TFJS_NC_DATA_DIR, the cache, a download,
                     and synthetic digits where none of them has it
  --synthetic        synthetic digits in any case
  --json             print the numbers as JSON, progress to stderr
  --help
`;

const TEXT_OPTIONS = [
  'backend',
  'data-dir',
  'loss',
  'noise',
  'suspects',
  'samples',
  'epochs',
  'every',
  'batch-size',
  'seed',
  'seeds',
] as const;

/** The parsed command line; undefined for --help. */
export function parseOptions(args: string[]): LabelNoiseOptions | undefined {
  const values = parseCommandLine(args, TEXT_OPTIONS, ['synthetic', 'json', 'help']);
  if (values.help) return undefined;
  return {
    backend: oneOf('backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    synthetic: values.synthetic === true,
    dataDir: values['data-dir'],
    loss: oneOf('loss', values.loss ?? 'mse', ['mse', 'cross-entropy'] as const),
    noise: share('noise', values.noise ?? '0.01'),
    suspects: values.suspects === undefined ? undefined : count('suspects', values.suspects),
    samples: values.samples === undefined ? undefined : count('samples', values.samples),
    epochs: values.epochs === undefined ? undefined : count('epochs', values.epochs),
    every: count('every', values.every ?? '1'),
    batchSize: count('batch-size', values['batch-size'] ?? '32'),
    seed: count('seed', values.seed ?? '1'),
    seeds: count('seeds', values.seeds ?? '1'),
    json: values.json === true,
  };
}

function share(option: string, value: string): number {
  const number = Number(value);
  if (number > 0 && number < 1) return number;
  throw new UsageError(`--${option} must be a number between 0 and 1, received "${value}"`);
}

/** Training images and epochs: as requested, else what fits the backend. */
export function sizeOf(
  { samples, epochs }: Pick<LabelNoiseOptions, 'samples' | 'epochs'>,
  native: boolean,
): { samples: number; epochs: number } {
  const size = native ? SIZES.native : SIZES.wasm;
  return { samples: samples ?? size.samples, epochs: epochs ?? size.epochs };
}

import type { BackendName } from '../../backends/index.js';
import { BACKEND_NAMES } from '../../backends/index.js';
import { optionError, readChoice, readInteger, toNumber } from '../options/values.js';

/** What the demo trains, on what, and how. */
export interface DemoOptions {
  readonly backend: BackendName | 'auto';
  readonly dataset: DatasetName;
  /** Whether the user requested this data set. Then a fallback is an error. */
  readonly datasetAsked: boolean;
  readonly dataDir: string | undefined;
  readonly loss: 'mse' | 'cross-entropy';
  /** Undefined: what fits the backend, see {@link sizeOf} */
  readonly epochs: number | undefined;
  readonly samples: number | undefined;
  readonly full: boolean;
  /** n_max / n_min of long-tailed class sizes */
  readonly imbalance: number;
  readonly seed: number;
  readonly batchSize: number;
  readonly logdir: string;
  /** Whether a page that follows the training is served */
  readonly live: boolean;
}

export const DATASETS = ['mnist', 'fashion', 'kmnist', 'cifar10', 'synthetic'] as const;
export type DatasetName = (typeof DATASETS)[number];

/** Sizes for a first try: about four minutes on two cores with wasm, less on native. */
const SIZES = {
  wasm: { samples: 4000, epochs: 30 },
  native: { samples: 10_000, epochs: 40 },
  full: { samples: 10_000, epochs: 200 },
};

/** What the options mean, a line each. */
export const OPTIONS_HELP = `\
  --backend NAME     ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --dataset NAME     ${DATASETS.join(', ')}; default: mnist, synthetic digits where it cannot be had
  --data-dir DIR     folder with the data set's files; default: TFJS_NC_DATA_DIR, the cache, a download
  --loss NAME        mse (default) or cross-entropy
  --samples N        training images; default: 4000, 10000 on a native backend
  --epochs N         default: ${SIZES.wasm.epochs}, ${SIZES.native.epochs} on a native backend
  --imbalance R      long-tailed classes, the largest R times the smallest; default: 1, balanced
  --batch-size N     default: 32
  --seed N           default: 1
  --logdir DIR       where the run folder goes; default: runs
  --live             serve a page that follows the training on 127.0.0.1
  --full             long reference run: 10000 images, ${SIZES.full.epochs} epochs`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** The options, as parseArgs takes them. */
export const DEMO_OPTIONS = {
  backend: text,
  dataset: text,
  'data-dir': text,
  loss: text,
  samples: text,
  epochs: text,
  imbalance: text,
  'batch-size': text,
  seed: text,
  logdir: text,
  live: flag,
  full: flag,
} as const;

/** Their values, as parseArgs gives them. */
export type DemoValues = { -readonly [Name in keyof typeof DEMO_OPTIONS]?: OptionValue<Name> | undefined };

type OptionValue<Name extends keyof typeof DEMO_OPTIONS> =
  (typeof DEMO_OPTIONS)[Name]['type'] extends 'boolean' ? boolean : string;

/** @throws InputError naming the option, what it must be and what was received */
export function readOptions(values: DemoValues): DemoOptions {
  return {
    backend: readChoice('backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    dataset: readChoice('dataset', values.dataset ?? 'mnist', DATASETS),
    datasetAsked: values.dataset !== undefined,
    dataDir: values['data-dir'],
    loss: readChoice('loss', values.loss ?? 'mse', ['mse', 'cross-entropy'] as const),
    epochs: values.epochs === undefined ? undefined : readInteger('epochs', values.epochs, 1),
    samples: values.samples === undefined ? undefined : readInteger('samples', values.samples, 1),
    full: values.full === true,
    imbalance: ratio('imbalance', values.imbalance ?? '1'),
    seed: readInteger('seed', values.seed ?? '1', 1),
    batchSize: readInteger('batch-size', values['batch-size'] ?? '32', 1),
    logdir: values.logdir ?? 'runs',
    live: values.live === true,
  };
}

function ratio(option: string, value: string): number {
  const number = toNumber(value);
  if (Number.isFinite(number) && number >= 1) return number;
  throw optionError(option, 'a number of at least 1', value);
}

/** Training images and epochs: as requested, else what fits the backend. */
export function sizeOf(
  { samples, epochs, full }: DemoOptions,
  native: boolean,
): { samples: number; epochs: number } {
  const size = full ? SIZES.full : native ? SIZES.native : SIZES.wasm;
  return { samples: samples ?? size.samples, epochs: epochs ?? size.epochs };
}

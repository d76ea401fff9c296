import type { BackendName } from '../../backends/index.js';
import { BACKEND_NAMES } from '../../backends/index.js';
import { InputError } from '../../src/base/inputError.js';
import { optionError, readChoice, readInteger, toNumber } from '../options/values.js';
import { LOGDIR } from '../runs/newestRun.js';

/** What the demo trains, on what, and how. */
export interface DemoOptions {
  readonly backend: BackendName | 'auto';
  readonly dataset: DatasetName;
  /** Whether the user requested this data set. Then a fallback is an error. */
  readonly datasetAsked: boolean;
  readonly dataDir: string | undefined;
  /** `linear` and `relu` are made to collapse, with that activation in front of the head; `usual` is not */
  readonly network: 'linear' | 'relu' | 'usual';
  readonly loss: 'mse' | 'cross-entropy';
  /** l2 of the head's kernel, and p of the features where they decay; of every kernel of the usual network */
  readonly decay: number;
  readonly epochs: number;
  readonly samples: number;
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

/** The same on every backend: half a minute on two cores with wasm. */
const DEFAULTS = { samples: '500', epochs: '60', 'batch-size': '25', seed: '1' } as const;

/** In the usual network every kernel has it, and one as strong as the others' leaves errors. */
const DECAY = { linear: 5e-3, relu: 7e-3, usual: 5e-5 };

/** What the options mean, a line each. */
export const OPTIONS_HELP = `\
  --features NAME    linear (default): class means become a simplex ETF; relu: nonnegative features with
                     feature decay, class means become orthogonal
  --realistic        the usual network instead: ReLU, weight decay, no normalization; ends far from theory
  --loss NAME        mse (default) or cross-entropy
  --imbalance R      long-tailed classes, the largest R times the smallest; default: 1, balanced
  --decay X          l2 of the head's kernel, p of feature decay; default: ${DECAY.linear}, with relu ${DECAY.relu};
                     with --realistic l2 of every kernel, default: ${DECAY.usual}
  --dataset NAME     ${DATASETS.join(', ')}; default: mnist, synthetic digits where it cannot be had
  --data-dir DIR     folder with the data set's files; default: TFJS_NC_DATA_DIR, the cache, a download
  --samples N        training images; default: ${DEFAULTS.samples}
  --epochs N         default: ${DEFAULTS.epochs}
  --batch-size N     default: ${DEFAULTS['batch-size']}
  --seed N           of images, initial weights and order; default: ${DEFAULTS.seed}. A backend repeats a seed to the digit
  --backend NAME     ${BACKEND_NAMES.join(', ')}; default: the best that loads
  --logdir DIR       where the run folder goes; default: runs
  --live             serve a page that follows the training on 127.0.0.1`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** The options, as parseArgs takes them. */
export const DEMO_OPTIONS = {
  features: text,
  realistic: flag,
  loss: text,
  imbalance: text,
  decay: text,
  dataset: text,
  'data-dir': text,
  samples: text,
  epochs: text,
  'batch-size': text,
  seed: text,
  backend: text,
  logdir: text,
  live: flag,
} as const;

/** Their values, as parseArgs gives them. */
export type DemoValues = { -readonly [Name in keyof typeof DEMO_OPTIONS]?: OptionValue<Name> | undefined };

type OptionValue<Name extends keyof typeof DEMO_OPTIONS> =
  (typeof DEMO_OPTIONS)[Name]['type'] extends 'boolean' ? boolean : string;

/** @throws InputError naming the option, what it must be and what was received */
export function readOptions(values: DemoValues): DemoOptions {
  const network = networkOf(values);
  const count = (option: keyof typeof DEFAULTS) => readInteger(option, values[option] ?? DEFAULTS[option], 1);
  return {
    backend: readChoice('backend', values.backend ?? 'auto', ['auto', ...BACKEND_NAMES] as const),
    dataset: readChoice('dataset', values.dataset ?? 'mnist', DATASETS),
    datasetAsked: values.dataset !== undefined,
    dataDir: values['data-dir'],
    network,
    loss: readChoice('loss', values.loss ?? 'mse', ['mse', 'cross-entropy'] as const),
    decay: values.decay === undefined ? DECAY[network] : atLeast('decay', 0, values.decay),
    epochs: count('epochs'),
    samples: count('samples'),
    imbalance: atLeast('imbalance', 1, values.imbalance ?? '1'),
    seed: count('seed'),
    batchSize: count('batch-size'),
    logdir: values.logdir ?? LOGDIR,
    live: values.live === true,
  };
}

function networkOf({ features, realistic }: DemoValues): DemoOptions['network'] {
  const chosen =
    features === undefined ? undefined : readChoice('features', features, ['linear', 'relu'] as const);
  if (realistic !== true) return chosen ?? 'linear';
  if (chosen === undefined) return 'usual';
  throw new InputError('--features cannot be chosen with --realistic: the usual network has a ReLU');
}

function atLeast(option: string, least: number, value: string): number {
  const number = toNumber(value);
  if (Number.isFinite(number) && number >= least) return number;
  throw optionError(option, `a number of at least ${least}`, value);
}

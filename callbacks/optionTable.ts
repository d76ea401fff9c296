import { resolveLiveOptions } from '../report/live/liveOptions.js';
import { SINK_TIMEOUT } from '../run/sinks/sinkGroup.js';
import { formOf } from './data/measuredData.js';
import type { AllOptions } from './options.js';

/** One option: its default, what it must be, and its documentation. */
export interface OptionEntry<T = unknown> {
  /** Absent: nothing is filled in. A function sees the other options. */
  readonly default?: T | ((given: AllOptions) => T);
  /** The default in words, if the value itself does not say it */
  readonly shown?: string;
  /** Absent: the code that uses the value checks it */
  readonly is?: (value: T) => boolean;
  /** For the sentence "NAME must be ..., received ..." */
  readonly must?: string | ((value: unknown) => string);
  /** Markdown; links lead from the root of the repository */
  readonly doc: string;
}

type OptionTable = {
  readonly [Name in keyof AllOptions]-?: OptionEntry<NonNullable<AllOptions[Name]> | null>;
};

const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isFunction = (value: unknown): boolean => typeof value === 'function';
const areStrings = (value: unknown): boolean =>
  Array.isArray(value) && value.every(entry => typeof entry === 'string');

const COUNT = { is: isCount, must: 'a positive integer' };
const FLAG = { is: (value: unknown) => typeof value === 'boolean', must: 'true or false' };
const DATA = { is: isData, must: formsOfData };

function oneOf<T extends string>(one: T, other: T) {
  return { is: (value: unknown) => value === one || value === other, must: `'${one}' or '${other}'` };
}

/** Every option, in the order of the documentation. */
export const OPTIONS: OptionTable = {
  data: {
    ...DATA,
    shown: '',
    doc:
      'the samples to measure, usually the training set: tensors `{xs, ys}`, a tf.data dataset of batches, or a function ' +
      'that returns an iterable of batches ([whose the tensors are](docs/recipes.md#batches-from-a-dataset-fitdataset)). ' +
      'Targets are one-hot, integers, or any other code per class. Rows that `fit` holds out (`validationSplit`) are ' +
      'measured as validation samples',
  },
  source: {
    default: 'evaluation',
    ...oneOf('evaluation', 'training'),
    doc:
      "`'evaluation'` runs the model over `data` after the epoch; `'training'` takes the features of the training's own " +
      'forward passes: nearly free, but the weights move meanwhile and dropout is on; the record says so',
  },
  validationData: {
    ...DATA,
    doc:
      'further samples, measured beside `data`: `record.validation`, and `val_` before the metric ids in `logs`. Default: ' +
      'the rows of `data` that `validationSplit` holds out, where it does',
  },
  ood: { ...DATA, doc: 'inputs of no class, for `nc5.ood`' },
  layers: {
    default: [],
    shown: 'none',
    is: areStrings,
    must: 'an array of layer names',
    doc: 'names of further layers, measured in the same forward pass: collapse [by depth](docs/depth.md), `record.depth`',
  },
  outliers: {
    default: 10,
    is: value => Number.isInteger(value) && value! >= 0,
    must: 'an integer of at least 0',
    doc:
      'how many of the samples farthest from the mean of their class to record: suspects of wrong labels ' +
      '([how many are](docs/label-noise.md)), told by their position; a stream needs ' +
      '[the same order](docs/limits.md#streams) in every pass',
  },
  model: { shown: 'set by `fit`', doc: 'for a loop of your own' },
  head: {
    shown: 'found',
    doc: 'name of the classification head: the last dense layer, softmax after it or not',
  },
  layer: { shown: "the head's input", doc: 'name of a layer whose output is measured instead' },
  every: {
    default: 1,
    ...COUNT,
    doc:
      'measure every n-th epoch, and the last one, also where the training stops early. In a loop of `fit`s of fewer than ' +
      'n epochs only every n-th: measure the last one with `nc.measure(epoch)`',
  },
  samplesPerClass: {
    shown: 'all',
    ...COUNT,
    doc: 'measure a fixed, seeded subset with this many samples per class',
  },
  batchSize: { default: 256, ...COUNT, doc: 'rows per forward pass' },
  batchesPerPass: {
    shown: 'all',
    ...COUNT,
    doc:
      'how many batches of `data`, `validationData` and `ood` are one pass, for streams that do not end; of a dataset of ' +
      'size `Infinity` as many as an epoch of `fitDataset` has ([more](docs/limits.md#streams))',
  },
  seed: { default: 0, doc: 'of the subset' },
  weighting: {
    default: 'class',
    ...oneOf('class', 'sample'),
    doc: "`'class'`: every class counts the same in Σ_B and the center of the means; `'sample'`: every sample does",
  },
  encoding: {
    shown: 'found',
    doc: 'the code of each class: an [encoding](docs/encodings.md), or K rows of c numbers',
  },
  theory: {
    default: {},
    shown: 'read',
    is: value => value === false || isObject(value),
    must: 'an object of assumptions, or false',
    doc:
      'assumptions of the prediction: `loss`, `lambdaW`, `lambdaH`, `lambdaB`, `featureActivation`, `headTrained`, where ' +
      'they should not be read from the model and the data; `false` predicts nothing',
  },
  prefix: {
    default: '',
    shown: 'none',
    is: value => typeof value === 'string',
    must: 'a string',
    doc: 'put before metric ids in `logs`',
  },
  featureMemory: {
    default: 512 * 2 ** 20,
    shown: '512 MiB',
    is: value => value! > 0,
    must: 'a positive number of bytes',
    doc: 'bytes of features that may be cached on the device; beyond them the data is passed over twice',
  },
  onRecord: { is: isFunction, must: 'a function', doc: 'called with every record' },
  logger: {
    is: value => isFunction(value?.info),
    must: 'a pino logger',
    doc: 'a pino logger to write to instead of a run folder',
  },
  logdir: {
    default: 'runs',
    is: value => value === null || (typeof value === 'string' && value !== ''),
    must: 'a folder, or null',
    doc: 'the run folder is `<logdir>/<name>`; `null` writes none',
  },
  name: {
    default: dateAndTime,
    shown: 'date and time',
    is: isFolderName,
    must: 'a folder name, without separators, of at most 200 characters',
    doc: 'name of the run and of its folder; a number is added where that folder exists',
  },
  info: {
    default: {},
    shown: 'none',
    is: value => isObject(value) && !Array.isArray(value),
    must: 'an object',
    doc: 'goes to run.json: data set, seed, notes; what JSON cannot hold is written as a text, and named',
  },
  classNames: {
    shown: 'numbers',
    is: areStrings,
    must: 'an array of strings, one per class',
    doc: 'names of the classes, for pages and tables',
  },
  tensorBoard: { default: true, ...FLAG, doc: 'TensorBoard event files in the run folder' },
  report: {
    default: true,
    ...FLAG,
    doc: "`report.html` in the run folder, rewritten after a measured epoch, within a twentieth of the training's time",
  },
  live: {
    default: false,
    is: isLive,
    must: 'true, false, or an object with port and host',
    doc: '`true`, or `{port, host}`: serves a page that follows the training',
  },
  verbose: {
    default: 1,
    is: value => value === 0 || value === 1,
    must: '0 or 1',
    doc: '`0` prints nothing',
  },
  sinks: {
    default: [],
    shown: 'none',
    is: value => Array.isArray(value) && value.every(sink => isFunction(sink?.write)),
    must: 'an array of objects with a function write',
    doc: 'further places for records: objects with `name` and `write(record)`',
  },
  resume: {
    default: false,
    ...FLAG,
    doc: '`true` goes on in the run folder `name`: records, terminal phase and report [continue](docs/faults.md#resume)',
  },
  sinkTimeout: {
    default: SINK_TIMEOUT,
    is: value => value! > 0,
    must: 'a positive number of milliseconds',
    doc: 'milliseconds that the training waits for a sink which does not answer',
  },
  onError: {
    default: 'warn',
    ...oneOf('warn', 'throw'),
    doc:
      "an epoch that cannot be measured: `'warn'` says so and trains on, `'throw'` ends the training " +
      '([faults](docs/faults.md))',
  },
  keepRecords: {
    default: ({ logdir, logger }) => (logdir === null || logger ? Number.POSITIVE_INFINITY : 200),
    shown: '`200`, or `Infinity` without a run folder',
    is: value => isCount(value) || value === Number.POSITIVE_INFINITY,
    must: 'a positive integer, or Infinity',
    doc: 'how many of the latest records stay in `records`; the run folder has all',
  },
};

function isData(value: unknown): boolean {
  return formOf(value) !== undefined;
}

/** Says also why an array of batches is not enough. */
function formsOfData(value: unknown): string {
  const forms = 'tensors {xs, ys}, a dataset of batches, or a function that returns an iterable of batches';
  const isIterable = Symbol.iterator in Object(value) || Symbol.asyncIterator in Object(value);
  if (!isIterable) return forms;
  return `${forms} (an iterable or a list itself cannot start a second pass: give a function, () => ...)`;
}

function isFolderName(name: unknown): boolean {
  return typeof name === 'string' && /^[^/\\\0]{1,200}$/.test(name) && !/^\.+$/.test(name);
}

function dateAndTime(): string {
  return new Date().toISOString().replace(/\..*/, '').replace('T', '_').replaceAll(':', '-');
}

/** @throws ArgumentError naming port or host */
function isLive(live: unknown): boolean {
  if (isObject(live)) resolveLiveOptions(live, 'NeuralCollapse', 'live.');
  return isObject(live) || typeof live === 'boolean';
}

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
      'that returns an iterable of batches ([who disposes the tensors](docs/recipes.md#batches-from-a-dataset-fitdataset)). ' +
      'Targets are one-hot, integers, or any other code per class. Rows that `validationSplit` of `fit` holds out are ' +
      'measured as validation samples',
  },
  source: {
    default: 'evaluation',
    ...oneOf('evaluation', 'training'),
    doc:
      "`'evaluation'` runs the model over `data` after the epoch. `'training'` takes the features from the forward passes of " +
      'the training: this costs almost nothing, but the weights change during the epoch and dropout is on. The record says so',
  },
  validationData: {
    ...DATA,
    doc:
      'further samples to measure besides `data`. Their metrics are in `record.validation`, and in `logs` with `val_` before ' +
      'the ids. Default: the rows that `validationSplit` holds out, if there are any',
  },
  ood: { ...DATA, doc: 'out-of-distribution inputs, which belong to no class; for `nc5.ood`' },
  layers: {
    default: [],
    shown: 'none',
    is: areStrings,
    must: 'an array of layer names',
    doc: 'names of further layers to measure in the same forward pass: collapse [by depth](docs/depth.md), `record.depth`',
  },
  outliers: {
    default: 10,
    is: value => Number.isInteger(value) && value! >= 0,
    must: 'an integer of at least 0',
    doc:
      'how many samples to record that are farthest from the mean of their class. Such samples may have a wrong label ' +
      '([how often](docs/label-noise.md)). The record has their position in the data; in a stream only if every pass has ' +
      '[the same order](docs/limits.md#streams)',
  },
  model: {
    shown: 'set by `fit`',
    doc: 'the model to measure, if you call `measure` in a custom training loop',
  },
  head: {
    shown: 'found',
    doc: 'name of the classification head, if it is not the last dense layer (which a softmax layer may follow)',
  },
  layer: {
    shown: "the head's input",
    doc: 'name of a layer whose output is measured instead of the input of the head',
  },
  every: {
    default: 1,
    ...COUNT,
    doc:
      'measure every n-th epoch, and the last one, also if the training stops early. If you call `fit` repeatedly for fewer ' +
      'than n epochs each, only every n-th epoch is measured: measure the last one with `nc.measure(epoch)`',
  },
  samplesPerClass: {
    shown: 'all',
    ...COUNT,
    doc: 'measure a fixed random subset with this many samples per class',
  },
  batchSize: { default: 256, ...COUNT, doc: 'samples per forward pass' },
  batchesPerPass: {
    shown: 'all',
    ...COUNT,
    doc:
      'how many batches of `data`, `validationData` and `ood` make one pass, for streams that do not end. Default for a ' +
      'dataset of size `Infinity`: as many as an epoch of `fitDataset` has ([more](docs/limits.md#streams))',
  },
  seed: { default: 0, doc: 'random seed of the subset' },
  weighting: {
    default: 'class',
    ...oneOf('class', 'sample'),
    doc: "`'class'`: every class counts the same in Σ_B and in the center of the means. `'sample'`: every sample does",
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
      'assumptions of the prediction that should not be read from the model and the data: `loss`, `lambdaW`, `lambdaH`, ' +
      '`lambdaB`, `featureActivation`, `headTrained`. `false` turns predictions off',
  },
  prefix: {
    default: '',
    shown: 'none',
    is: value => typeof value === 'string',
    must: 'a string',
    doc: 'put before the metric ids in `logs`',
  },
  featureMemory: {
    default: 512 * 2 ** 20,
    shown: '512 MiB',
    is: value => value! > 0,
    must: 'a positive number of bytes',
    doc: 'how many bytes of features may be cached on the device. If the features need more, there are two passes over the data',
  },
  onRecord: { is: isFunction, must: 'a function', doc: 'called with each record' },
  logger: {
    is: value => isFunction(value?.info),
    must: 'a pino logger',
    doc: 'a pino logger that gets the records instead of a run folder',
  },
  logdir: {
    default: 'runs',
    is: value => value === null || (typeof value === 'string' && value !== ''),
    must: 'a folder, or null',
    doc: 'folder of the runs: the run folder is `<logdir>/<name>`. `null` writes none',
  },
  name: {
    default: dateAndTime,
    shown: 'date and time',
    is: isFolderName,
    must: 'a folder name, without separators, of at most 200 characters',
    doc: 'name of the run and of its folder. If that folder exists, a number is added',
  },
  info: {
    default: {},
    shown: 'none',
    is: value => isObject(value) && !Array.isArray(value),
    must: 'an object',
    doc: 'goes to run.json: data set, seed, notes. What JSON cannot hold is written as text, and a warning names it',
  },
  classNames: {
    shown: 'numbers',
    is: areStrings,
    must: 'an array of strings, one per class',
    doc: 'names of the classes, for pages and tables',
  },
  tensorBoard: { default: true, ...FLAG, doc: 'write TensorBoard event files to the run folder' },
  report: {
    default: true,
    ...FLAG,
    doc: "write `report.html` to the run folder after measured epochs, in at most a twentieth of the training's time",
  },
  live: {
    default: false,
    is: isLive,
    must: 'true, false, or an object with port and host',
    doc: '`true` or `{port, host}`: serve a web page that follows the training',
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
    doc: 'further receivers of records: objects with `name` and `write(record)`',
  },
  resume: {
    default: false,
    ...FLAG,
    doc: '`true` continues the run in the folder `name`, with its records, terminal phase and report ([resume](docs/faults.md#resume))',
  },
  sinkTimeout: {
    default: SINK_TIMEOUT,
    is: value => value! > 0,
    must: 'a positive number of milliseconds',
    doc: 'how many milliseconds the training waits for a sink that does not answer',
  },
  onError: {
    default: 'warn',
    ...oneOf('warn', 'throw'),
    doc:
      "what to do if an epoch cannot be measured: `'warn'` prints a warning and continues, `'throw'` ends the training " +
      '([faults](docs/faults.md))',
  },
  keepRecords: {
    default: ({ logdir, logger }) => (logdir === null || logger ? Number.POSITIVE_INFINITY : 200),
    shown: '`200`, or `Infinity` without a run folder',
    is: value => isCount(value) || value === Number.POSITIVE_INFINITY,
    must: 'a positive integer, or Infinity',
    doc: 'how many of the latest records stay in `records`. The run folder has all of them',
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

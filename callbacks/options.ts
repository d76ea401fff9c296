import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Logger } from 'pino';
import { requireArgument } from '../src/argumentError.js';
import { type ClassEncoding, encodingFromCodes } from '../src/encodings/classEncoding.js';
import type { Weighting } from '../src/metrics/geometry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { TheoryOverrides } from '../src/theory/assumptions.js';
import { type Inputs, isBatch, isDataset, isTensor, type MeasuredData } from './features/measuredData.js';
import type { Sink } from './sinks/sink.js';

/** Options of {@link NeuralCollapse}; only `data` is required. */
export interface NeuralCollapseOptions {
  /**
   * The samples to measure, usually the training set: tensors, a dataset of batches, or a function that starts a pass.
   * Required, unless `source` is `'training'`.
   */
  data?: MeasuredData;
  /**
   * Where the features come from: `'evaluation'` runs the model over `data` after the epoch, `'training'` takes them from
   * the training's own forward passes, at no further cost, while the weights move. Default `'evaluation'`.
   */
  source?: 'evaluation' | 'training';
  /** Further samples, measured beside `data` and logged with `val_` before the metric ids: collapse on unseen data. */
  validationData?: MeasuredData;
  /** Samples of no class, for `nc5.ood`: inputs, or data whose targets are not looked at. */
  ood?: MeasuredData | Inputs;
  /** Names of further layers whose outputs are measured, in the same forward pass: collapse by depth. */
  layers?: readonly string[];
  /** How many of the samples farthest from the mean of their class to record: suspects of wrong labels. Default 10. */
  outliers?: number;
  /** The model, for a loop of your own; `model.fit` and `model.fitDataset` set it themselves. */
  model?: LayersModel;
  /** Name of the classification head. Default: the dense layer the model's output comes from. */
  head?: string;
  /** Name of a layer whose output is measured instead of the input of the head. */
  layer?: string;
  /** Measure every n-th epoch, from epoch 0, and the last one. Default 1. */
  every?: number;
  /** Measure a fixed, seeded subset with this many samples of each class. Default: all of `data`. */
  samplesPerClass?: number;
  /** Rows per forward pass when `data` is tensors. Default 256. */
  batchSize?: number;
  /** Seed of the subset. Default 0. */
  seed?: number | string;
  /** Whether classes or samples count equally in Σ_B and the centre. Default `'class'`. */
  weighting?: Weighting;
  /** The code of each class, as an encoding or as K rows of c numbers. Default: found from the targets. */
  encoding?: ClassEncoding | ReadonlyArray<ReadonlyArray<number>>;
  /**
   * Assumptions of the prediction that is put beside the measurement, where they should not be read from the model
   * and the data; `false` predicts nothing. Default: everything read or calibrated.
   */
  theory?: TheoryOverrides | false;
  /** Put before metric ids in the epoch's `logs`, e.g. `'val_'`. Default none. */
  prefix?: string;
  /**
   * Bytes of features that may be cached on the device; beyond them the data is passed over twice. Default 512 MiB.
   */
  featureMemory?: number;
  /** Called with every record. An error it throws is reported and does not stop the training. */
  onRecord?: (record: NeuralCollapseRecord) => void | Promise<void>;
  /** Log records here instead of to `metrics.jsonl` in a run folder. */
  logger?: Logger;
  /** Folder of the run folders; null writes none. Default `'runs'`. */
  logdir?: string | null;
  /** Name of the run and of its folder. Default: date and time. A number is added where that folder exists. */
  name?: string;
  /** Goes to run.json as it is: data set, seed, command line, notes. */
  info?: Readonly<Record<string, unknown>>;
  /** 1 prints a line per measured epoch, 0 nothing. Default 1. */
  verbose?: 0 | 1;
  /** Further sinks for records. */
  sinks?: readonly Sink[];
}

/** Every option with its value. */
export interface ResolvedOptions extends Omit<NeuralCollapseOptions, 'encoding' | 'ood'> {
  source: 'evaluation' | 'training';
  ood: MeasuredData | undefined;
  layers: readonly string[];
  outliers: number;
  every: number;
  batchSize: number;
  seed: number | string;
  weighting: Weighting;
  encoding: ClassEncoding | undefined;
  theory: TheoryOverrides | false;
  prefix: string;
  featureMemory: number;
  logdir: string | null;
  name: string;
  info: Readonly<Record<string, unknown>>;
  verbose: 0 | 1;
  sinks: readonly Sink[];
}

const where = 'NeuralCollapse';

const KNOWN = [
  'data',
  'source',
  'validationData',
  'ood',
  'layers',
  'outliers',
  'model',
  'head',
  'layer',
  'every',
  'samplesPerClass',
  'batchSize',
  'seed',
  'weighting',
  'encoding',
  'theory',
  'prefix',
  'featureMemory',
  'onRecord',
  'logger',
  'logdir',
  'name',
  'info',
  'verbose',
  'sinks',
] as const satisfies readonly (keyof NeuralCollapseOptions)[];

/** Fills in the defaults once and checks every option. */
export function resolveOptions(options: NeuralCollapseOptions): ResolvedOptions {
  requireArgument(
    options !== null && typeof options === 'object',
    where,
    'options',
    'an object with data',
    options,
  );
  const resolved: ResolvedOptions = {
    ...options,
    source: options.source === undefined ? 'evaluation' : options.source,
    ood: withTargets(options.ood),
    layers: options.layers === undefined ? [] : options.layers,
    outliers: options.outliers === undefined ? 10 : options.outliers,
    every: options.every === undefined ? 1 : options.every,
    batchSize: options.batchSize === undefined ? 256 : options.batchSize,
    seed: options.seed === undefined ? 0 : options.seed,
    weighting: options.weighting === undefined ? 'class' : options.weighting,
    encoding: resolveEncoding(options.encoding),
    theory: options.theory === undefined ? {} : options.theory,
    prefix: options.prefix === undefined ? '' : options.prefix,
    featureMemory: options.featureMemory === undefined ? 512 * 2 ** 20 : options.featureMemory,
    logdir: options.logdir === undefined ? 'runs' : options.logdir,
    name: options.name === undefined ? timestampName() : options.name,
    info: options.info === undefined ? {} : options.info,
    verbose: options.verbose === undefined ? 1 : options.verbose,
    sinks: options.sinks === undefined ? [] : options.sinks,
  };
  checkKnown(options);
  checkSources(resolved);
  checkNumbers(resolved);
  checkStrings(resolved);
  return resolved;
}

function resolveEncoding(encoding: NeuralCollapseOptions['encoding']): ClassEncoding | undefined {
  if (Array.isArray(encoding)) return encodingFromCodes(encoding);
  const isEncoding = encoding === undefined || 'matrix' in Object(encoding);
  requireArgument(isEncoding, where, 'encoding', 'a class encoding, or an array of codes', encoding);
  return encoding as ClassEncoding | undefined;
}

/** A misspelt option would silently not be applied. */
function checkKnown(options: NeuralCollapseOptions): void {
  const unknown = Object.keys(options).find(key => !(KNOWN as readonly string[]).includes(key));
  requireArgument(unknown === undefined, where, 'options', `an object with ${KNOWN.join(', ')}`, unknown);
}

function checkSources(options: ResolvedOptions): void {
  const { source, data, validationData, ood, layers, samplesPerClass } = options;
  const isSource = source === 'evaluation' || source === 'training';
  requireArgument(isSource, where, 'source', "'evaluation' or 'training'", source);
  if (source === 'evaluation' || data !== undefined) checkData('data', data);
  if (validationData !== undefined) checkData('validationData', validationData);
  if (ood !== undefined) checkData('ood', ood);
  const areNames = Array.isArray(layers) && layers.every(name => typeof name === 'string');
  requireArgument(areNames, where, 'layers', 'an array of layer names', layers);
  if (source === 'evaluation') return;
  const none = "left out with source 'training', which measures what the training passes";
  requireArgument(layers.length === 0, where, 'layers', none, layers);
  requireArgument(samplesPerClass === undefined, where, 'samplesPerClass', none, samplesPerClass);
}

function checkData(name: string, data: unknown): void {
  const isSource = isBatch(data) || isDataset(data) || typeof data === 'function';
  const forms = 'tensors {xs, ys}, a dataset of batches, or a function that returns an iterable of batches';
  requireArgument(isSource, where, name, forms, data);
  if (!isBatch(data)) return;
  const [samples = 0] = data.ys.shape;
  requireArgument(samples > 0, where, `${name}.ys`, 'a tensor with at least one row', data.ys);
}

/** Inputs alone become data, with targets that nobody looks at. */
function withTargets(ood: NeuralCollapseOptions['ood']): MeasuredData | undefined {
  if (ood === undefined || typeof ood === 'function' || isDataset(ood) || isBatch(ood)) return ood;
  const inputs = isTensor(ood) ? [ood] : Object.values(Object(ood) as Record<string, unknown>);
  const areTensors = inputs.length > 0 && inputs.every(isTensor);
  requireArgument(areTensors, where, 'ood', 'inputs of the model, or data as for the option data', ood);
  return { xs: ood as Inputs, ys: inputs[0] as Tensor };
}

function checkNumbers(options: ResolvedOptions): void {
  const { every, samplesPerClass, batchSize, featureMemory, outliers, verbose } = options;
  const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 1;
  const count = 'a positive integer';
  requireArgument(isCount(every), where, 'every', count, every);
  requireArgument(isCount(batchSize), where, 'batchSize', count, batchSize);
  requireArgument(
    samplesPerClass === undefined || isCount(samplesPerClass),
    where,
    'samplesPerClass',
    count,
    samplesPerClass,
  );
  const isNumber = Number.isInteger(outliers) && outliers >= 0;
  requireArgument(isNumber, where, 'outliers', 'an integer of at least 0', outliers);
  requireArgument(featureMemory > 0, where, 'featureMemory', 'a positive number of bytes', featureMemory);
  checkTheory(options.theory);
  requireArgument(verbose === 0 || verbose === 1, where, 'verbose', '0 or 1', verbose);
}

/** Values are checked by predictUfm; an option that is not one would be ignored. */
function checkTheory(theory: unknown): void {
  const known = ['loss', 'lambdaW', 'lambdaH', 'lambdaB', 'featureActivation'];
  const isOverrides = theory === false || (typeof theory === 'object' && theory !== null);
  requireArgument(isOverrides, where, 'theory', 'an object of assumptions, or false', theory);
  const unknown = Object.keys(theory || {}).find(key => !known.includes(key));
  requireArgument(unknown === undefined, where, 'theory', `an object with ${known.join(', ')}`, unknown);
}

function checkStrings(options: ResolvedOptions): void {
  const { weighting, name, logdir, onRecord, prefix, logger, sinks } = options;
  const known = weighting === 'class' || weighting === 'sample';
  requireArgument(known, where, 'weighting', "'class' or 'sample'", weighting);
  requireArgument(typeof prefix === 'string', where, 'prefix', 'a string', prefix);
  const isName = typeof name === 'string' && /^[^/\\\0]+$/.test(name) && !/^\.+$/.test(name);
  requireArgument(isName, where, 'name', 'a folder name, without separators', name);
  const isFolder = logdir === null || (typeof logdir === 'string' && logdir !== '');
  requireArgument(isFolder, where, 'logdir', 'a folder, or null', logdir);
  const isFunction = onRecord === undefined || typeof onRecord === 'function';
  requireArgument(isFunction, where, 'onRecord', 'a function', onRecord);
  const logs = logger === undefined || typeof logger?.info === 'function';
  requireArgument(logs, where, 'logger', 'a pino logger', logger);
  const areSinks = Array.isArray(sinks) && sinks.every(sink => typeof sink?.write === 'function');
  requireArgument(areSinks, where, 'sinks', 'an array of objects with a function write', sinks);
}

function timestampName(): string {
  return new Date().toISOString().replace(/\..*/, '').replace('T', '_').replaceAll(':', '-');
}

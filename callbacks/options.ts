import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Logger } from 'pino';
import type { LiveOptions } from '../report/live/liveOptions.js';
import type { Sink } from '../run/sinks/sink.js';
import { SINK_TIMEOUT } from '../run/sinks/sinkGroup.js';
import { requireArgument } from '../src/base/argumentError.js';
import { type ClassEncoding, encodingFromCodes } from '../src/encodings/classEncoding.js';
import type { Weighting } from '../src/metrics/geometry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { TheoryOverrides } from '../src/theory/assumptions.js';
import { checkOptions } from './checkOptions.js';
import { isBatch, isDataset, isTensor, type MeasuredData, type ModelInputs } from './data/measuredData.js';
import { withSingleTargets } from './data/singleTargets.js';

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
  /**
   * Further samples, measured beside `data` and logged with `val_` before the metric ids: collapse on unseen data. Default:
   * the rows of `data` that `fit` holds out with `validationSplit`.
   */
  validationData?: MeasuredData;
  /** Samples of no class, for `nc5.ood`: inputs, or data whose targets are not looked at. */
  ood?: MeasuredData | ModelInputs;
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
  /** Measure every n-th epoch, from epoch 0, and the last one (of a later `fit`: if it has n epochs). Default 1. */
  every?: number;
  /** Measure a fixed, seeded subset with this many samples of each class. Default: all of `data`. */
  samplesPerClass?: number;
  /** Rows per forward pass when `data` is tensors. Default 256. */
  batchSize?: number;
  /**
   * How many batches of `data`, `validationData` and `ood` make one pass, where these are streams that do not end. Default:
   * all of them; of a dataset of size Infinity as many as an epoch of `fitDataset` has.
   */
  batchesPerPass?: number;
  /** Seed of the subset. Default 0. */
  seed?: number | string;
  /** Whether classes or samples count equally in Σ_B and the center. Default `'class'`. */
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
  /**
   * Whether records go on in the run folder `name`, which a run that was stopped or killed has left: its records come
   * first in `records`, those of epochs that are trained again are replaced, and the run must be the same experiment. A
   * folder without records begins a new run. Needs `name`. Default false.
   */
  resume?: boolean;
  /**
   * Goes to run.json: data set, seed, command line, notes. What JSON cannot hold (BigInt, circular references, functions,
   * infinite numbers, more than 20 objects inside one another, more than 10,000 values) is written as a text, and named
   * before the first epoch.
   */
  info?: Readonly<Record<string, unknown>>;
  /**
   * How many of the latest records stay in `records`: a training of thousands of epochs would fill the memory with them.
   * Default 200 where a run folder has them all, else `Infinity`.
   */
  keepRecords?: number;
  /** Names of the classes, for pages and tables; default their numbers. */
  classNames?: readonly string[];
  /** Whether TensorBoard event files are written into the run folder. Default true. */
  tensorBoard?: boolean;
  /** Whether report.html is written into the run folder. Default true. */
  report?: boolean;
  /** Whether a page that follows the run is served while it trains, and where. Default false. */
  live?: boolean | LiveOptions;
  /** 1 prints a line per measured epoch, 0 nothing. Default 1. */
  verbose?: 0 | 1;
  /** Further sinks for records. */
  sinks?: readonly Sink[];
  /**
   * Milliseconds that the training waits for a sink which does not answer; what comes later waits for that sink, without
   * the training. A sink that blocks the thread cannot be interrupted. Default 10000.
   */
  sinkTimeout?: number;
  /**
   * What an epoch of `model.fit` that cannot be measured does (outputs that are NaN, a stream that breaks or lacks a
   * class): `'warn'` says so, on the console and in the log, and trains on; `'throw'` ends the training. What is wrong
   * before the first epoch, or with the form of the data in the first measurement, ends it in any case, and `measure`
   * always throws. Default `'warn'`.
   */
  onError?: 'warn' | 'throw';
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
  tensorBoard: boolean;
  report: boolean;
  live: boolean | LiveOptions;
  verbose: 0 | 1;
  sinks: readonly Sink[];
  resume: boolean;
  sinkTimeout: number;
  onError: 'warn' | 'throw';
  keepRecords: number;
}

const where = 'NeuralCollapse';

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
    ...(options.data !== undefined && { data: withSingleTargets(options.data, 'data') as MeasuredData }),
    ...(options.validationData !== undefined && {
      validationData: withSingleTargets(options.validationData, 'validationData') as MeasuredData,
    }),
    source: options.source === undefined ? 'evaluation' : options.source,
    ood: withTargets(withSingleTargets(options.ood, 'ood') as NeuralCollapseOptions['ood']),
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
    tensorBoard: options.tensorBoard === undefined ? true : options.tensorBoard,
    report: options.report === undefined ? true : options.report,
    live: options.live === undefined ? false : options.live,
    verbose: options.verbose === undefined ? 1 : options.verbose,
    sinks: options.sinks === undefined ? [] : options.sinks,
    resume: options.resume === undefined ? false : options.resume,
    sinkTimeout: options.sinkTimeout === undefined ? SINK_TIMEOUT : options.sinkTimeout,
    onError: options.onError === undefined ? 'warn' : options.onError,
    keepRecords: options.keepRecords === undefined ? defaultKeep(options) : options.keepRecords,
  };
  checkOptions(options, resolved);
  return resolved;
}

function resolveEncoding(encoding: NeuralCollapseOptions['encoding']): ClassEncoding | undefined {
  if (Array.isArray(encoding)) return encodingFromCodes(encoding);
  const isEncoding = encoding === undefined || 'matrix' in Object(encoding);
  requireArgument(isEncoding, where, 'encoding', 'a class encoding, or an array of codes', encoding);
  return encoding as ClassEncoding | undefined;
}

/** ModelInputs alone become data, with targets that nobody looks at. */
function withTargets(ood: NeuralCollapseOptions['ood']): MeasuredData | undefined {
  if (ood === undefined || typeof ood === 'function' || isDataset(ood) || isBatch(ood)) return ood;
  const inputs = isTensor(ood) ? [ood] : Object.values(Object(ood) as Record<string, unknown>);
  const areTensors = inputs.length > 0 && inputs.every(isTensor);
  requireArgument(areTensors, where, 'ood', 'inputs of the model, or data as for the option data', ood);
  return { xs: ood as ModelInputs, ys: inputs[0] as Tensor };
}

function timestampName(): string {
  return new Date().toISOString().replace(/\..*/, '').replace('T', '_').replaceAll(':', '-');
}

const defaultKeep = ({ logdir, logger }: NeuralCollapseOptions): number =>
  logdir === null || logger ? Number.POSITIVE_INFINITY : 200;

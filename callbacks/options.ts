import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Logger } from 'pino';
import type { LiveOptions } from '../report/live/liveOptions.js';
import type { Sink } from '../run/sinks/sink.js';
import type { ClassEncoding } from '../src/encodings/classEncoding.js';
import type { Weighting } from '../src/metrics/geometry.js';
import type { NeuralCollapseRecord } from '../src/record/record.js';
import type { TheoryOverrides } from '../src/theory/assumptions.js';
import type { MeasuredData, ModelInputs } from './data/measuredData.js';

/** Runs the model over `data` after each measured epoch. This is the default. */
export interface EvaluationOptions {
  /** `'evaluation'` runs the model over `data` after the epoch. Default `'evaluation'`. */
  source?: 'evaluation';
  /**
   * The samples to measure, usually the training set: tensors, a dataset of batches, or a function that starts a pass.
   */
  data: MeasuredData;
  /** Names of further layers whose outputs are measured, in the same forward pass: collapse by depth. */
  layers?: readonly string[];
  /** Measure a fixed, seeded subset with this many samples of each class. Default: all of `data`. */
  samplesPerClass?: number;
}

/** Measures what the training itself passes through the network. */
export interface TrainingOptions {
  /** `'training'` takes the features from the training's own forward passes, at no further cost, while the weights move. */
  source: 'training';
  /** Not measured; it only describes the run. */
  data?: MeasuredData;
  /** None: only the features that the head gets are taken. */
  layers?: readonly [];
  /** None: all samples that the training passes are measured. */
  samplesPerClass?: undefined;
}

/** Options of the callback wherever it runs. None is required. */
export interface CommonOptions {
  /**
   * Further samples, measured beside `data` and logged with `val_` before the metric ids: collapse on unseen data. Default:
   * the rows of `data` that `fit` holds out with `validationSplit`.
   */
  validationData?: MeasuredData;
  /** Samples of no class, for `nc5.ood`: inputs, or data whose targets are not looked at. */
  ood?: MeasuredData | ModelInputs;
  /** How many of the samples farthest from the mean of their class to record: suspects of wrong labels. Default 10. */
  outliers?: number;
  /** The model, for a custom training loop; `model.fit` and `model.fitDataset` set it themselves. */
  model?: LayersModel;
  /** Name of the classification head. Default: the dense layer the model's output comes from. */
  head?: string;
  /** Name of a layer whose output is measured instead of the input of the head. */
  layer?: string;
  /** Measure every n-th epoch, from epoch 0, and the last one (of a later `fit`: if it has n epochs). Default 1. */
  every?: number;
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
  /** Name of the run and of its folder. Default: date and time. A number is added where that folder exists. */
  name?: string;
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

/** Options of the run folder, which is written in Node. */
export interface RunFolderOptions {
  /** Folder of the run folders; null writes none. Default `'runs'`. */
  logdir?: string | null;
  /** Whether TensorBoard event files are written into the run folder. Default true. */
  tensorBoard?: boolean;
  /** Whether report.html is written into the run folder. Default true. */
  report?: boolean;
  /** Whether a page that follows the run is served while it trains, and where. Default false. */
  live?: boolean | LiveOptions;
  /**
   * Whether records go on in the run folder `name`, which a run that was stopped or killed has left: its records come
   * first in `records`, those of epochs that are trained again are replaced, and the run must be the same experiment. A
   * folder without records begins a new run. Needs `name`. Default false.
   */
  resume?: boolean;
}

/** Options in a browser, where there are no files: the records go to `onRecord`, `sinks`, the console, `nc.records`. */
export type BrowserOptions = CommonOptions & (EvaluationOptions | TrainingOptions);

/** Options of {@link NeuralCollapse} in Node; only `data` is required, and not even that with `source: 'training'`. */
export type NeuralCollapseOptions = CommonOptions & RunFolderOptions & (EvaluationOptions | TrainingOptions);

/** Every option by its name, whatever the source. */
export type AllOptions = CommonOptions &
  RunFolderOptions & { [Name in keyof EvaluationOptions]?: (EvaluationOptions | TrainingOptions)[Name] };

/** Options without a default. */
type Optional =
  | 'data'
  | 'validationData'
  | 'ood'
  | 'model'
  | 'head'
  | 'layer'
  | 'samplesPerClass'
  | 'batchesPerPass'
  | 'encoding'
  | 'onRecord'
  | 'logger'
  | 'classNames';

/** Every option with its value. */
export interface ResolvedOptions
  extends Required<Omit<AllOptions, Optional>>,
    Omit<Pick<AllOptions, Optional>, 'ood' | 'encoding'> {
  readonly ood?: MeasuredData;
  readonly encoding?: ClassEncoding;
}

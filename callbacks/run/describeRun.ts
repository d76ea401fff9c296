import * as tf from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { RUN_SCHEMA } from '../../run/schema/runSchema.js';
import { type PlainLimits, plainJson } from '../../run/write/plainJson.js';
import type { RunStart } from '../../run/write/runLog.js';
import { printable } from '../../src/base/argumentError.js';
import { shortText } from '../../src/base/shortText.js';
import { VERSION } from '../../src/base/version.js';
import { warn } from '../../src/base/warn.js';
import type { InputSummary } from '../data/inputSummary.js';
import { inputTensors, isDataset, type MeasuredData } from '../data/measuredData.js';
import type { PreparedFacts } from '../data/prepareData.js';
import { describeModel, type ModelInfo } from '../network/describeModel.js';
import type { ResolvedOptions } from '../options.js';

/** What run.json holds: everything a record needs to be understood later. */
export interface RunInfo {
  readonly schema: typeof RUN_SCHEMA;
  readonly run: string;
  /** ISO 8601 */
  readonly started: string;
  readonly versions: Readonly<Record<string, string>>;
  /** `tf.getBackend()` */
  readonly backend: string;
  readonly device: string;
  /** Commit of the working directory, where it is a git checkout */
  readonly git?: { readonly commit: string; readonly modified: boolean };
  readonly model: ModelInfo;
  readonly hook: { readonly head: string; readonly layer?: string };
  /** Option `classNames` */
  readonly classNames?: readonly string[];
  /** The measured data as it was given */
  readonly data: DataInfo;
  readonly options: Readonly<Record<string, unknown>>;
  /** Option `info`: data set, seed, command line... */
  readonly info: Readonly<Record<string, unknown>>;
  /** Each time the run was resumed; the fields above are those of the last time, `started` of the first */
  readonly resumed?: readonly Resumption[];
  /** Where a signal or an exit of the process ended the run; absent once it goes on */
  readonly stopped?: Stopped;
}

/** The process ended before the run did. */
export interface Stopped {
  /** ISO 8601 */
  readonly time: string;
  /** `SIGINT`, `SIGTERM`, `exit code 1` */
  readonly by: string;
}

/** A run that went on after it had been stopped or killed. */
export interface Resumption {
  /** ISO 8601 */
  readonly time: string;
  /** The first epoch from then on */
  readonly epoch: number;
  /** What is not as it was before */
  readonly changed: readonly Change[];
}

/** One thing that changed; null where there was or is none. */
export interface Change {
  readonly name: string;
  readonly before: string | null;
  readonly now: string | null;
}

/** Form of the measured data; shapes where they are known before the first pass. */
export interface DataInfo {
  /** `training`: the batches of the training itself */
  readonly form: 'tensors' | 'dataset' | 'function' | 'training';
  readonly xs?: readonly (readonly number[])[];
  readonly ys?: readonly number[];
  /** Of each input tensor, all samples: tells other data of the same shape */
  readonly inputs?: readonly InputSummary[];
}

/** What only the platform can tell. */
export interface HostInfo extends Pick<RunInfo, 'device' | 'git'> {
  /** Of what runs tf.js: Node, TensorFlow */
  readonly versions: Readonly<Record<string, string>>;
}

/** Collects what is known of a run at its start. */
export function describeRun(
  run: string,
  { hook, facts }: Pick<RunStart, 'hook' | 'facts'>,
  options: ResolvedOptions,
  host: HostInfo,
): RunInfo {
  const { source, layers, outliers, every, samplesPerClass, batchSize, batchesPerPass } = options;
  const { seed, weighting, prefix, featureMemory } = options;
  return {
    schema: RUN_SCHEMA,
    run,
    started: new Date().toISOString(),
    versions: {
      'tfjs-neural-collapse': VERSION,
      'tfjs-core': tf.version_core,
      'tfjs-layers': version_layers,
      ...host.versions,
    },
    backend: tf.getBackend(),
    device: host.device,
    ...(host.git && { git: host.git }),
    model: plainJson(describeModel(hook.model), 'model', OWN_LIMITS).plain as ModelInfo,
    hook: { head: hook.head.name, ...(hook.layer && { layer: hook.layer.name }) },
    ...(options.classNames && { classNames: options.classNames }),
    data: options.data === undefined ? { form: 'training' } : describeData(options.data, facts),
    options: plainOptions({
      source,
      every,
      samplesPerClass,
      batchSize,
      batchesPerPass,
      seed,
      weighting,
      layers,
      outliers,
      prefix,
      featureMemory,
    }),
    info: plainInfo(options.info),
  };
}

/** A network has many layers; there is no end to how optimizers and regularizers are configured. */
const OWN_LIMITS: PlainLimits = { depth: 20, values: 1_000_000, text: 100_000 };

function plainOptions(options: RunInfo['options']): RunInfo['options'] {
  return plainJson(options, 'options', OWN_LIMITS).plain as RunInfo['options'];
}

/** Paths that are named; there may be as many as values. */
const MOST_NAMED = 5;

/** What can be written of the option `info`; the rest is named. */
function plainInfo(info: RunInfo['info']): RunInfo['info'] {
  const { plain, replaced } = plainJson(info, 'info');
  if (replaced.length > 0) {
    const named = replaced.slice(0, MOST_NAMED).map(({ path, what }) => `${path} (${what})`);
    const more = replaced.length > named.length ? [`${replaced.length - named.length} more`] : [];
    const all = printable(shortText([...named, ...more].join(', '), LONGEST_WARNING));
    warn(`not all of the option info can be written as JSON; a text stands in the place of ${all}`);
  }
  return plain as RunInfo['info'];
}

const LONGEST_WARNING = 500;

function describeData(data: MeasuredData, { inputs }: PreparedFacts): DataInfo {
  if (typeof data === 'function') return { form: 'function' };
  if (isDataset(data)) return { form: 'dataset' };
  const xs = inputTensors(data.xs).map(tensor => tensor.shape);
  return { form: 'tensors', xs, ys: data.ys.shape, ...(inputs && { inputs }) };
}

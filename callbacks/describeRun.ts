import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, version_layers } from '@tensorflow/tfjs-layers';
import {
  type DataInfo,
  type HostInfo,
  type LayerInfo,
  type ModelInfo,
  RUN_SCHEMA,
  type RunInfo,
} from '../run/schema/runInfo.js';
import type { ExpectedRecords } from '../run/write/compareRuns.js';
import { type PlainLimits, plainJson } from '../run/write/plainJson.js';
import type { OpenedRun } from '../run/write/runRecords.js';
import { warn } from '../src/base/console.js';
import { printable, shortText } from '../src/base/describeValue.js';
import { VERSION } from '../src/base/version.js';
import { type Batch, formOf, inputTensors, type MeasuredData } from './data/measuredData.js';
import type { PreparedFacts } from './data/prepareData.js';
import { knownLoss } from './network/knownLosses.js';
import { allLayers, type Layer, shapeOf } from './network/layerList.js';
import type { MeasuredLayers } from './network/measuredLayers.js';
import type { ResolvedOptions } from './options.js';

/** What is known when a run begins. */
export interface RunStart {
  readonly measured: MeasuredLayers;
  /** What is known of the measured data before the first epoch */
  readonly facts: PreparedFacts;
  /** The first epoch that this callback sees */
  readonly firstEpoch: number;
}

/** Decides where the records of a run go. Node and the browser differ in nothing else. */
export type OpenRun = (options: ResolvedOptions, start: RunStart) => OpenedRun;

/** Collects what is known of a run at its start. */
export function describeRun(
  run: string,
  { measured, facts }: Pick<RunStart, 'measured' | 'facts'>,
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
    model: plainJson(describeModel(measured.model), 'model', OWN_LIMITS).plain as ModelInfo,
    hook: { head: measured.head.name, ...(measured.layer && { layer: measured.layer.name }) },
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

/** What the first record will say, so that a run which is resumed can be compared with its earlier records. */
export function expectedRecords(
  { measured, facts }: RunStart,
  { source, weighting, samplesPerClass }: ResolvedOptions,
): ExpectedRecords {
  const { encoding, counts } = facts;
  return {
    side: measured.layer ? 'output' : 'input',
    featureDim: measured.layer ? undefined : (measured.head.weights[0]?.shape[0] ?? undefined),
    source,
    weighting,
    encoding,
    counts,
    isSubset: samplesPerClass !== undefined,
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
  const form = formOf(data)!;
  if (form !== 'tensors') return { form };
  const tensors = data as Batch;
  const xs = inputTensors(tensors.xs).map(tensor => tensor.shape);
  return { form, xs, ys: tensors.ys.shape, ...(inputs && { inputs }) };
}

/** Architecture, loss, optimizer and regularizers of a model. */
export function describeModel(model: LayersModel): ModelInfo {
  const optimizer = model.optimizer ?? undefined;
  return {
    name: model.name,
    parameters: model.countParams(),
    layers: allLayers(model).map(describeLayer),
    ...(model.loss !== undefined && { loss: lossText(model.loss) }),
    ...(optimizer && {
      optimizer: {
        class: optimizer.getClassName(),
        config: optimizer.getConfig() as Record<string, unknown>,
      },
    }),
  };
}

function describeLayer(layer: Layer): LayerInfo {
  const regularizers = regularizersOf(layer);
  return {
    name: layer.name,
    class: layer.getClassName(),
    outputShape: shapeOf(layer),
    parameters: layer.countParams(),
    ...(Object.keys(regularizers).length > 0 && { regularizers }),
  };
}

function regularizersOf(layer: Layer): Record<string, unknown> {
  const config = layer.getConfig() as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(config).filter(
      ([key, value]) => key.endsWith('Regularizer') && value !== null && value !== undefined,
    ),
  );
}

/** By name, of each output where they are given so: functions are no JSON. */
function lossText(loss: LayersModel['loss']): string {
  if (typeof loss === 'string' || typeof loss === 'function') return nameOf(loss);
  if (Array.isArray(loss)) return JSON.stringify(loss.map(nameOf));
  return JSON.stringify(
    Object.fromEntries(Object.entries(loss ?? {}).map(([output, value]) => [output, nameOf(value)])),
  );
}

function nameOf(loss: unknown): string {
  if (typeof loss === 'string') return loss;
  return knownLoss(loss)?.name ?? ((loss as { name?: string } | null)?.name || 'custom function');
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { NeuralCollapse } from '../callbacks/index.js';
import { loadOrSynthesize, toTensors } from '../datasets/index.js';
import { buildModel, weightDecay } from '../examples/label-noise/model.js';
import { timeAlternating } from './alternatingTraining.js';
import { enterBackend } from './backends.js';
import { FEATURE_SOURCES, type FeatureSourceCase } from './featureSources.js';
import { markdownTable } from './markdownTable.js';
import { measureInTurns } from './measureInTurns.js';
import { median, quantile } from './order.js';
import { pairedDifferences } from './pairedDifferences.js';

/** Epochs with the callback that count, per way of getting features; fewer for a quick look. */
const REPEATS = Number(process.env.TFJS_NC_BENCH_REPEATS ?? 7);
const BATCH_SIZE = 32;
/** Rows per forward pass: the callback's default. */
const MEASURED_ROWS = 256;

/** Seconds, one row of the table. */
interface Overhead {
  readonly source: FeatureSourceCase;
  readonly epoch: number;
  readonly forward: number;
  /** What an epoch with the callback takes beyond its neighbors without it: one number per pair */
  readonly extra: readonly number[];
  /** What the callback says that it took itself, at the end of the epoch */
  readonly own: number;
  /** A measurement in units of a forward pass just before it, one number per pair; none where the epoch is measured */
  readonly inTurns: readonly number[];
}

/** The network of the label-noise example trained with the callback in every second epoch, for each way of getting features. */
export async function benchCallbackOverhead(
  backend: 'wasm' | 'tfjs-node',
  images: number,
): Promise<string | null> {
  if ((await enterBackend(backend)) === null) return null;
  const data = await loadOrSynthesize({ limit: images, balanced: true, seed: 1, onFallback: () => {} });
  const { xs, ys, labels } = toTensors(data);
  const logdir = mkdtempSync(join(tmpdir(), 'tfjs-nc-bench-'));
  const found: Overhead[] = [];
  try {
    for (const source of FEATURE_SOURCES) {
      const model = buildModel(data.shape, data.numClasses, {
        loss: 'mse',
        seed: 1,
        decay: weightDecay(images),
      });
      found.push(await measure(source, { model, xs, ys, logdir }));
      model.dispose();
    }
  } finally {
    tf.dispose([xs, ys, labels]);
    rmSync(logdir, { recursive: true });
  }
  return report(data.labels.length, found);
}

interface Setting {
  readonly model: ReturnType<typeof buildModel>;
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
  readonly logdir: string;
}

async function measure(source: FeatureSourceCase, setting: Setting): Promise<Overhead> {
  const { model, xs, ys } = setting;
  const callback = callbackOf(source, setting);
  const forward = () => {
    const outputs = model.predict(xs, { batchSize: MEASURED_ROWS }) as tf.Tensor;
    outputs.dataSync();
    outputs.dispose();
  };
  const training = { model, xs, ys, batchSize: BATCH_SIZE, callback, forward, repeats: REPEATS };
  const times = await timeAlternating(training);
  const counted = callback.records.filter(({ epoch }) => epoch > 0 && epoch <= 2 * REPEATS);
  return {
    source,
    epoch: median(times.epochs.filter((_, i) => i % 2 === 0)),
    forward: median(times.forward),
    extra: pairedDifferences(times.epochs),
    own: median(counted.map(({ timing }) => timing.measureMs / 1000)),
    inTurns: source.passes === 0 ? [] : await measureInTurns(callbackOf(source, setting), forward, REPEATS),
  };
}

/** All options have their defaults, so theory and run folder are included. */
function callbackOf({ options }: FeatureSourceCase, { model, xs, ys, logdir }: Setting): NeuralCollapse {
  return new NeuralCollapse({
    ...options({ xs, ys }),
    model,
    every: 2,
    verbose: 0,
    logdir,
  });
}

function report(images: number, found: readonly Overhead[]): string {
  const header = [
    'source',
    'epoch without',
    'forward pass',
    'extra',
    'measure() alone',
    'extra / forward pass',
    'in turns / forward pass',
    'extra / epoch',
    'bar',
  ];
  const s = (seconds: number) => `${seconds.toFixed(3)} s`;
  const rows = found.map(({ source, epoch, forward, extra, own, inTurns }) => {
    const typical = median(extra);
    return [
      source.name,
      s(epoch),
      s(forward),
      withQuartiles(extra, 3),
      s(own),
      (typical / forward).toFixed(2),
      inTurns.length === 0 ? '-' : withQuartiles(inTurns, 2),
      `${((100 * typical) / epoch).toFixed(1)} %`,
      verdict(source, inTurns, typical / epoch),
    ];
  });
  const what =
    `The network of the label-noise example, ${images} images, batch ${BATCH_SIZE}; forward pass in batches of ${MEASURED_ROWS}. Extra: an ` +
    'epoch with the callback minus the mean of its two neighbors without, in seconds. In turns: a measurement right after ' +
    `a forward pass, without a training between them, in forward passes. Median and quartiles of ${REPEATS} each.`;
  return `${what}\n\n${markdownTable(header, rows)}`;
}

/** `0.12 (0.10..0.15)` */
function withQuartiles(values: readonly number[], digits: number): string {
  const quartiles = [0.25, 0.75].map(q => quantile(values, q).toFixed(digits)).join('..');
  return `${median(values).toFixed(digits)} (${quartiles})`;
}

/** Evaluation: a tenth of its forward passes on top of them. Training, which makes none: 3 % of the epoch. */
function verdict({ passes }: FeatureSourceCase, inTurns: readonly number[], share: number): string {
  const isMet = passes === 0 ? share <= 0.03 : median(inTurns) <= 1.1 * passes;
  return `≤ ${passes === 0 ? '3 % of the epoch' : `${(1.1 * passes).toFixed(1)} passes`}: ${isMet ? 'met' : 'missed'}`;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { Callback, type Sequential } from '@tensorflow/tfjs-layers';
import { NeuralCollapse } from '../callbacks/index.js';
import { loadOrSynthesize, toTensors } from '../datasets/index.js';
import { buildModel, weightDecay } from '../examples/label-noise/model.js';
import { timeAlternating } from './alternatingTraining.js';
import { FEATURE_SOURCES, type FeatureSourceCase } from './featureSources.js';
import type { GpuSizes, KeepResult } from './gpuSizes.js';
import { finished } from './gpuTimer.js';
import { countDeviceReads, type DeviceReads } from './gpuTransfers.js';
import { markdownTable } from './markdownTable.js';
import { measureInTurns } from './measureInTurns.js';
import { median } from './order.js';
import { pairedDifferences } from './pairedDifferences.js';

const BATCH_SIZE = 128;
/** Rows per forward pass: the callback's default. */
const MEASURED_ROWS = 256;

interface Images {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
  readonly logdir: string;
  readonly featureMemory: number;
  readonly makeModel: () => Sequential;
}

/** The run folder has the records alone: what pages and TensorBoard's files cost is the host's. */
const RECORDS_ONLY = { verbose: 0, tensorBoard: false, report: false } as const;

/** The network of the label-noise example with the callback on and off, what an epoch with it reads back, and that it learns. */
export async function benchGpuTraining(sizes: GpuSizes, keep: KeepResult): Promise<string> {
  const data = await loadOrSynthesize({ limit: sizes.images, balanced: true, seed: 1, onFallback: () => {} });
  const { xs: whole, ys, labels } = toTensors(data);
  const { side, featureMemory } = sizes;
  const shape = [side, side, data.shape[2]] as const;
  // From the middle: a corner of many digits is empty.
  const [top, left] = [0, 1].map(axis => Math.floor((data.shape[axis]! - side) / 2)) as [number, number];
  const xs = tf.slice(whole, [0, top, left, 0], [-1, ...shape]);
  tf.dispose(whole);
  const logdir = mkdtempSync(join(tmpdir(), 'tfjs-nc-gpu-'));
  const options = { loss: 'mse' as const, seed: 1, decay: weightDecay(sizes.images) };
  const images = {
    xs,
    ys,
    logdir,
    featureMemory,
    makeModel: () => buildModel(shape, data.numClasses, options),
  };
  try {
    const title = `The network of the label-noise example, ${data.labels.length} images of ${data.name} (${side}×${side}), batch ${BATCH_SIZE}. ${COLUMNS}`;
    const parts = [title, await learns(images, sizes.epochs)];
    const rows: string[][] = [];
    for (const source of FEATURE_SOURCES) {
      keep([...parts, markdownTable(HEADER, rows)].join('\n\n'));
      rows.push(await overhead(source, images, sizes));
    }
    return [...parts, markdownTable(HEADER, rows)].join('\n\n');
  } finally {
    tf.dispose([xs, ys, labels]);
    rmSync(logdir, { recursive: true });
  }
}

const COLUMNS =
  'Extra: an epoch with the callback minus the mean of its two neighbors without; in turns: a measurement right after a ' +
  'forward pass, without a training between them, in forward passes. Medians.';

const HEADER = [
  'source',
  'epoch without',
  'forward pass',
  'extra with the callback',
  'extra / forward pass',
  'in turns / forward pass',
  'bar',
  'reads',
  'bytes',
  'largest',
  'largest / K×d floats',
];

async function overhead(source: FeatureSourceCase, images: Images, sizes: GpuSizes): Promise<string[]> {
  const { xs, ys, makeModel } = images;
  const model = makeModel();
  const callback = callbackOf(source, images, model);
  const forward = async () => {
    const outputs = model.predict(xs, { batchSize: MEASURED_ROWS }) as tf.Tensor;
    await outputs.data();
    outputs.dispose();
  };
  const training = { model, xs, ys, batchSize: BATCH_SIZE, callback, forward, settle: finished };
  const times = await timeAlternating({ ...training, repeats: sizes.repeats });
  const turns =
    source.passes === 0
      ? []
      : await measureInTurns(callbackOf(source, images, model), forward, sizes.repeats);
  model.dispose();
  const epoch = median(times.epochs.filter((_, i) => i % 2 === 0));
  const pass = median(times.forward);
  const extra = median(pairedDifferences(times.epochs));
  const s = (seconds: number) => `${seconds.toFixed(3)} s`;
  const reads = await readsOfEpoch(source, images);
  const { featureDim, classes } = reads;
  return [
    source.name,
    s(epoch),
    s(pass),
    s(extra),
    (extra / pass).toFixed(2),
    turns.length === 0 ? '-' : median(turns).toFixed(2),
    barOf(source, turns, extra / epoch),
    String(reads.count),
    String(reads.bytes),
    `${reads.largest} B`,
    (reads.largest / 4 / featureDim / classes).toFixed(2),
  ];
}

/** One forward pass (streaming: two) and 10 % of it; training, which makes none: 3 % of the epoch. */
function barOf({ passes }: FeatureSourceCase, turns: readonly number[], share: number): string {
  const bar = passes === 0 ? '≤ 3 % of the epoch' : `≤ ${(1.1 * passes).toFixed(1)} passes`;
  const isMet = passes === 0 ? share <= 0.03 : median(turns) <= 1.1 * passes;
  return `${bar}: ${isMet ? 'met' : 'missed'}`;
}

/** What a measured epoch reads beyond one that is not measured. */
async function readsOfEpoch(source: FeatureSourceCase, images: Images) {
  const model = images.makeModel();
  const callback = callbackOf(source, images, model);
  const counter = countDeviceReads();
  const epochs: DeviceReads[] = [];
  const last = new (class extends Callback {
    override async onEpochEnd(): Promise<void> {
      epochs.push(counter.take());
    }
  })();
  try {
    // Epoch 0 looks at the data as well, 1 is not measured, 2 is; the last one is always measured.
    const options = { epochs: 4, batchSize: BATCH_SIZE, verbose: 0 as const };
    await model.fit(images.xs, images.ys, { ...options, callbacks: [callback, last] });
  } finally {
    counter.stop();
    model.dispose();
  }
  const [, without, measured] = epochs as [DeviceReads, DeviceReads, DeviceReads];
  const { featureDim, classes } = callback.records[0]!.measured;
  return {
    count: measured.count - without.count,
    bytes: measured.bytes - without.bytes,
    largest: measured.largest,
    featureDim,
    classes,
  };
}

function callbackOf(
  { options }: FeatureSourceCase,
  { xs, ys, logdir, featureMemory }: Images,
  model: Sequential,
): NeuralCollapse {
  const own = options({ xs, ys });
  const memory = own.featureMemory !== undefined && { featureMemory };
  return new NeuralCollapse({ ...own, ...memory, model, every: 2, logdir, ...RECORDS_ONLY });
}

/** A training with the callback in every epoch: first and last record. */
async function learns({ xs, ys, logdir, makeModel }: Images, epochs: number): Promise<string> {
  const model = makeModel();
  const callback = new NeuralCollapse({ data: { xs, ys }, logdir, model, ...RECORDS_ONLY });
  const before = tf.memory().numTensors;
  await model.fit(xs, ys, { epochs, batchSize: BATCH_SIZE, verbose: 0, callbacks: [callback] });
  const left = tf.memory().numTensors - before;
  model.dispose();
  const { records } = callback;
  const rows = [records[0]!, records.at(-1)!].map(({ epoch, metrics }) => [
    String(epoch),
    ...SHOWN.map(id => metrics[id]?.toPrecision(4) ?? '-'),
  ]);
  return `${markdownTable(['epoch', ...SHOWN], rows)}\n\nTensors more than before the training, the optimizer's among them: ${left}.`;
}

const SHOWN = ['train.loss', 'train.accuracy', 'nc1.pinv', 'nc2.etf', 'nc3.dual', 'nc4.ncc'] as const;

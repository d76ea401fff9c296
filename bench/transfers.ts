import * as tf from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import type { BackendName } from '../backends/index.js';
import { NeuralCollapse } from '../callbacks/index.js';
import { loadOrSynthesize, toTensors } from '../datasets/index.js';
import { buildModel, weightDecay } from '../examples/label-noise/model.js';
import { enterBackend } from './backends.js';
import { countReads, type ReadCounts, type Reads, readsBeyond, totalOf } from './countReads.js';
import { FEATURE_SOURCES, type FeatureSourceCase } from './featureSources.js';
import { markdownTable } from './markdownTable.js';

const IMAGES = 4000;
const BATCH_SIZE = 32;
/** d and K of the network of the label-noise example: N is more than K×d, so that a read of N numbers shows. */
const [DIM, CLASSES] = [128, 10];
const FLOAT = 4;

/** What one measured epoch reads beyond an epoch that is not measured. */
interface Transfers extends ReadCounts {
  readonly backend: BackendName;
  readonly source: string;
}

/** Counts what the callback reads back in an epoch of the network of the label-noise example, for each way of getting features. */
export async function benchTransfers(): Promise<string | null> {
  const found: Transfers[] = [];
  for (const backend of ['tfjs-node', 'wasm'] as const) {
    if ((await enterBackend(backend)) === null) continue;
    for (const source of FEATURE_SOURCES) {
      found.push({ backend, source: source.name, ...(await measure(source)) });
    }
  }
  return found.length === 0 ? null : report(found);
}

async function measure({ options }: FeatureSourceCase): Promise<ReadCounts> {
  const data = await loadOrSynthesize({ limit: IMAGES, balanced: true, seed: 1, onFallback: () => {} });
  const { xs, ys, labels } = toTensors(data);
  const model = buildModel(data.shape, data.numClasses, { loss: 'mse', seed: 1, decay: weightDecay(IMAGES) });
  const nc = new NeuralCollapse({
    ...options({ xs, ys }),
    every: 2,
    verbose: 0,
    logdir: null,
  });
  const counter = countReads();
  const epochs: ReadCounts[] = [];
  const last = new (class extends Callback {
    override async onEpochEnd(epoch: number): Promise<void> {
      epochs.push(counter.take());
      // Before the last epoch, which is always measured: 0 looks at the data as well, 1 is not measured, 2 is.
      if (epoch === 2) model.stopTraining = true;
    }
  })();
  try {
    await model.fit(xs, ys, { epochs: 4, batchSize: BATCH_SIZE, verbose: 0, callbacks: [nc, last] });
  } finally {
    counter.stop();
    tf.dispose([xs, ys, labels]);
    model.dispose();
  }
  const [, without, measured] = epochs as [ReadCounts, ReadCounts, ReadCounts];
  return {
    asked: readsBeyond(measured.asked, without.asked),
    byKernels: readsBeyond(measured.byKernels, without.byKernels),
  };
}

function report(found: readonly Transfers[]): string {
  const header = [
    'backend, source',
    'transfers',
    'bytes',
    'largest',
    'of K×d floats',
    'of K×K floats',
    'N-sized',
    'read by kernels',
  ];
  const rows = found.map(({ backend, source, asked, byKernels }) => {
    const { count, bytes, largest } = totalOf(asked);
    return [
      `${backend}, ${source}`,
      String(count),
      String(bytes),
      `${largest} B`,
      (largest / FLOAT / CLASSES / DIM).toFixed(2),
      (largest / FLOAT / CLASSES ** 2).toFixed(2),
      largest >= IMAGES * FLOAT ? 'yes' : 'none',
      kernelReads(byKernels),
    ];
  });
  return (
    `One measured epoch of the network of the label-noise example beyond one that is not measured; N=${IMAGES}, K=${CLASSES}, d=${DIM} (K×d: ` +
    `${CLASSES * DIM * FLOAT} B, K×K: ${CLASSES ** 2 * FLOAT} B, N floats: ${IMAGES * FLOAT} B). Last column: what kernels ` +
    'read of their own arguments, in both backends the labels that gather() is given (it checks its indices); on the ' +
    'CPU that is a copy within memory.\n\n' +
    markdownTable(header, rows)
  );
}

function kernelReads(reads: Reads): string {
  const { count, bytes } = totalOf(reads);
  return count === 0 ? 'none' : `${count} of ${bytes} B in all`;
}

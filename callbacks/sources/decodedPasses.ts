import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import type { Batches } from '../data/batches.js';
import type { MeasuredLayers } from '../network/measuredLayers.js';
import {
  disposeBatch,
  type ForwardBatch,
  type ForwardOptions,
  forwardPasses,
} from '../taps/forwardPasses.js';
import { gatherRows, LabelReader, type LabelTotals } from './labeledRows.js';

/** A batch with its class labels; samples without a class are left out. */
export interface DecodedBatch extends ForwardBatch {
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  /** The class the network decides for: the code nearest to its output */
  readonly predictedLabels: Tensor1D;
}

/** How targets and outputs are turned into classes. */
export interface Decoding {
  readonly encoding: ClassEncoding;
  /** What outputs go through before they are compared with the codes */
  readonly link: OutputLink;
}

/**
 * One pass over the data. A batch and its tensors are valid during the visit only.
 *
 * @returns which samples had no class
 * @throws DataError at the end of the pass if a target was no label or code of a class, or none of them was
 */
export async function decodedPasses(
  layers: MeasuredLayers,
  data: Batches,
  { encoding, link }: Decoding,
  options: ForwardOptions,
  visit: (batch: DecodedBatch) => void | Promise<void>,
): Promise<LabelTotals> {
  const reader = new LabelReader(encoding);
  for await (const batch of joinedBatches(forwardPasses(layers, data, options))) {
    const labeled = await labeledBatch(batch, reader);
    if (labeled === null) continue;
    try {
      const predictedLabels = encoding.decode(labeled.outputs, { link });
      try {
        await visit({ ...labeled, predictedLabels });
      } finally {
        predictedLabels.dispose();
      }
    } finally {
      labeled.labels.dispose();
      disposeBatch(labeled);
    }
  }
  reader.finish();
  return reader.totals;
}

/** The samples of a batch that have a class, null if there are none. The batch itself is disposed. */
async function labeledBatch(
  batch: ForwardBatch,
  reader: LabelReader,
): Promise<Omit<DecodedBatch, 'predictedLabels'> | null> {
  let isKept = false;
  try {
    const { labels, rows } = await reader.read(batch.targets);
    if (rows === null) {
      isKept = true;
      return { ...batch, labels };
    }
    try {
      if (labels.shape[0] > 0) return { ...rowsOf(batch, rows), labels };
      labels.dispose();
      return null;
    } finally {
      rows.dispose();
    }
  } finally {
    if (!isKept) disposeBatch(batch);
  }
}

function rowsOf(
  { features, outputs, targets, depth, feedsHead }: ForwardBatch,
  rows: Tensor1D,
): ForwardBatch {
  const some = tf.tidy(() => ({
    features: gatherRows(features, rows),
    outputs: gatherRows(outputs, rows),
    targets: gatherRows(targets, rows),
    depth: depth.map(layer => gatherRows(layer, rows)),
  }));
  return { ...some, feedsHead };
}

/** Up to which size batches are joined. */
export interface JoinLimits {
  /** So many samples keep a round of kernels busy */
  readonly rows: number;
  /** Numbers of their features, outputs and targets: with many classes the last two are the larger ones */
  readonly numbers: number;
}

const LIMITS: JoinLimits = { rows: 4096, numbers: 2 ** 22 };

/**
 * The same samples in fewer batches. Outputs and labels take a dozen small kernels per batch, which for batches of a few
 * hundred samples cost a tenth of the forward pass. The caller disposes each batch.
 */
export async function* joinedBatches(
  batches: AsyncIterable<ForwardBatch>,
  limits: JoinLimits = LIMITS,
): AsyncGenerator<ForwardBatch> {
  let waiting: ForwardBatch[] = [];
  try {
    for await (const batch of batches) {
      const before = waiting;
      const isFull = size(before, rowCount) >= limits.rows || size(before, numbersOf) >= limits.numbers;
      if (before.length === 0 || !(isFull || !fits(before[0]!, batch))) {
        before.push(batch);
        continue;
      }
      waiting = [batch];
      yield joined(before);
    }
    const last = waiting;
    waiting = [];
    if (last.length > 0) yield joined(last);
  } finally {
    waiting.forEach(disposeBatch);
  }
}

const rowCount = ({ features }: ForwardBatch): number => features.shape[0];
const numbersOf = (batch: ForwardBatch): number =>
  tensorsOf(batch).reduce((sum, tensor) => sum + tensor.size, 0);

function size(batches: readonly ForwardBatch[], of: (batch: ForwardBatch) => number): number {
  return batches.reduce((sum, batch) => sum + of(batch), 0);
}

/** Tensors of a batch in a fixed order. */
const tensorsOf = ({ features, outputs, targets, depth }: ForwardBatch): Tensor[] => [
  features,
  outputs,
  targets,
  ...depth,
];

/** Whether all tensors differ in the number of samples only: a user's batches may have targets in several forms. */
function fits(a: ForwardBatch, b: ForwardBatch): boolean {
  const [of, others] = [tensorsOf(a), tensorsOf(b)];
  const isAlike = (x: Tensor, y: Tensor) =>
    x.dtype === y.dtype && x.shape.slice(1).join() === y.shape.slice(1).join() && x.rank === y.rank;
  return of.length === others.length && of.every((tensor, i) => isAlike(tensor, others[i]!));
}

/** One batch of several, which are disposed. */
function joined(batches: readonly ForwardBatch[]): ForwardBatch {
  if (batches.length === 1) return batches[0]!;
  const concat = <T extends Tensor>(of: (batch: ForwardBatch) => T): T =>
    tf.concat(batches.map(batch => of(batch)) as tf.Tensor2D[], 0) as Tensor as T;
  try {
    const tensors = tf.tidy(() => ({
      features: concat(({ features }) => features),
      outputs: concat(({ outputs }) => outputs),
      targets: concat(({ targets }) => targets),
      depth: batches[0]!.depth.map((_, i) => concat(({ depth }) => depth[i]!)),
    }));
    return { ...tensors, feedsHead: batches.every(({ feedsHead }) => feedsHead) };
  } finally {
    batches.forEach(disposeBatch);
  }
}

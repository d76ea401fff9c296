import type { Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import type { Batches } from '../data/batches.js';
import { joinedBatches } from '../data/joinedBatches.js';
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

/** What targets and outputs stand for. */
export interface Decoding {
  readonly encoding: ClassEncoding;
  /** What outputs go through before they are compared with the codes */
  readonly link: OutputLink;
}

/**
 * One pass over the data. A batch and its tensors are valid during the visit only.
 *
 * @returns which samples had no class
 * @throws RangeError at the end of the pass if a target was no label or code of a class, or none of them was
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

/** The samples of a batch that have a class, in place of the batch, which is disposed; null where there are none. */
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

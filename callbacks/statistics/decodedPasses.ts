import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { decodeTargets } from '../../src/encodings/decodeTargets.js';
import type { ClassEncoding, OutputLink } from '../../src/encodings/index.js';
import {
  disposeBatch,
  type ForwardBatch,
  type ForwardOptions,
  forwardPasses,
} from '../features/forwardPasses.js';
import type { Hook } from '../features/hook.js';
import { joinedBatches } from '../features/joinedBatches.js';
import type { MeasuredData } from '../features/measuredData.js';

/** A batch with its class labels. */
export interface DecodedBatch extends ForwardBatch {
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
  /** The class the network decides for: the code nearest to its output */
  readonly decisions: Tensor1D;
  /** Number of targets that are no label of a class */
  readonly unfit: Scalar;
}

/** What targets and outputs stand for. */
export interface Decoding {
  readonly encoding: ClassEncoding;
  /** What outputs go through before they are compared with the codes */
  readonly link: OutputLink;
}

/** One pass over the data; batches are the callee's while it looks at them. */
export async function decodedPasses(
  hook: Hook,
  data: MeasuredData,
  { encoding, link }: Decoding,
  options: ForwardOptions,
  visit: (batch: DecodedBatch) => void | Promise<void>,
): Promise<void> {
  for await (const batch of joinedBatches(forwardPasses(hook, data, options))) {
    try {
      const { labels, unfit } = decodeTargets(batch.targets, encoding);
      try {
        const decisions = encoding.decode(batch.outputs, { link });
        try {
          await visit({ ...batch, labels, unfit, decisions });
        } finally {
          decisions.dispose();
        }
      } finally {
        tf.dispose([labels, unfit]);
      }
    } finally {
      disposeBatch(batch);
    }
  }
}

import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { ClassEncoding } from '../../src/encodings/index.js';
import type { Layer } from '../network/layerList.js';

/** What turns outputs into what the loss compares with the codes: its gradient in the logits is the difference. */
export type PullLink = 'identity' | 'softmax';

/** Inputs and outputs of the head for a batch. */
export interface PulledBatch {
  /** h_i [B, d] */
  readonly features: Tensor2D;
  /** [B, c] */
  readonly outputs: Tensor2D;
  /** y_i [B], int32 */
  readonly labels: Tensor1D;
}

/**
 * How strongly the data loss L pulls the features from zero, −⟨∂L/∂H, H⟩ = −(1/N) Σ_i ⟨p_i − e_{y_i}, W h_i⟩ with p_i the
 * outputs, or their softmax: exact for squared error and cross-entropy. Added up on the device; one number leaves it.
 */
export class FeaturePull {
  #sum: Scalar | undefined;
  #samples = 0;

  constructor(
    private readonly head: Layer,
    private readonly link: PullLink,
  ) {}

  add({ features, outputs, labels }: PulledBatch, encoding: ClassEncoding): void {
    if (labels.shape[0] === 0) return;
    this.#samples += labels.shape[0];
    const before = this.#sum;
    this.#sum = tf.tidy(() => {
      // getWeights() returns the live variable: it is read, never disposed.
      const logits = tf.matMul(features, this.head.getWeights()[0] as Tensor2D);
      const compared = this.link === 'softmax' ? tf.softmax(outputs) : outputs;
      const gradient = tf.sub(compared, encoding.encode(labels));
      const pull = tf.neg(tf.sum(tf.mul(gradient, logits)));
      return tf.keep(before ? tf.add<Scalar>(before, pull) : (pull as Scalar));
    });
    before?.dispose();
  }

  /** Mean over the samples. */
  async result(): Promise<number> {
    return this.#sum ? (await this.#sum.data())[0]! / this.#samples : 0;
  }

  dispose(): void {
    this.#sum?.dispose();
    this.#sum = undefined;
    this.#samples = 0;
  }
}

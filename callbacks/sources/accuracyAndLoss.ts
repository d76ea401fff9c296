import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { type Absent, absent } from '../../src/base/absent.js';
import { DataError } from '../../src/base/argumentError.js';
import type { NetworkResult } from '../../src/metrics/metric.js';

/** One batch, decoded. */
export interface TotalsBatch {
  /** z_i [B, c] */
  readonly outputs: Tensor2D;
  /** y_i [B], and the class the network decides for */
  readonly labels: Tensor1D;
  readonly predictedLabels: Tensor1D;
  /** Sum of the loss over the batch */
  readonly loss: Scalar | Absent;
}

/** Counts of a pass, on the device until the end of it. */
interface Counts {
  readonly agreeing: Scalar;
  readonly nonFinite: Scalar;
  readonly loss: Scalar;
}

/** Accuracy and loss over a pass, and whether outputs were finite: added up on the device, read back once. */
export class AccuracyAndLoss {
  #counts: Counts | undefined;
  #samples = 0;
  #lossAbsent: Absent | undefined;

  add({ outputs, labels, predictedLabels, loss }: TotalsBatch): void {
    // Some kernels read past the end of an empty tensor.
    if (labels.shape[0] === 0) return;
    this.#samples += labels.shape[0];
    if ('absent' in loss) this.#lossAbsent ??= loss;
    const before = this.#counts;
    this.#counts = tf.tidy(() => {
      const batch: Counts = {
        agreeing: count(tf.equal(labels, predictedLabels)),
        nonFinite: count(tf.logicalNot(tf.all(tf.isFinite(outputs), 1))),
        loss: 'absent' in loss ? tf.scalar(0) : tf.clone(loss),
      };
      const total = before === undefined ? batch : added(before, batch);
      return total as unknown as tf.TensorContainerObject;
    }) as unknown as Counts;
    for (const tensor of Object.values(this.#counts)) tf.keep(tensor);
    if (before) tf.dispose(Object.values(before));
  }

  /**
   * What the network says about the samples.
   *
   * @throws if an output was not finite. Outputs are checked because features alone would not tell: some
   *   backends' ReLU turns NaN into 0, so that a diverged network shows perfectly collapsed zero features.
   */
  async result(): Promise<Required<NetworkResult>> {
    const samples = this.#samples;
    if (!this.#counts) return { accuracy: 0, loss: absent('there are no samples') };
    const { agreeing, nonFinite, loss } = this.#counts;
    const [right, bad, sum] = await Promise.all(
      [agreeing, nonFinite, loss].map(async tensor => (await tensor.data())[0]!),
    );
    if (bad! > 0) {
      const found = `${bad} of ${samples} samples have NaN or infinite ones (has the training diverged?)`;
      throw new DataError(`the network's outputs must be finite; ${found}`);
    }
    return { accuracy: right! / samples, loss: this.#lossAbsent ?? sum! / samples };
  }

  dispose(): void {
    if (this.#counts) tf.dispose(Object.values(this.#counts));
    this.#counts = undefined;
  }
}

function added(a: Counts, b: Counts): Counts {
  return {
    agreeing: tf.add(a.agreeing, b.agreeing),
    nonFinite: tf.add(a.nonFinite, b.nonFinite),
    loss: tf.add(a.loss, b.loss),
  };
}

const count = (flags: tf.Tensor): Scalar => tf.sum(tf.cast(flags, 'int32'));

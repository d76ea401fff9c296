import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * Whose the tensors of a pass are: what was made since it began was made for it, and is disposed after use as
 * `model.fitDataset` does; what existed before belongs to the user, and survives. tf.js numbers tensors as it makes them.
 */
export class Ownership {
  readonly #first: number;

  /** When the pass begins. */
  constructor() {
    const probe = tf.scalar(0);
    this.#first = probe.id;
    probe.dispose();
  }

  /** Releases what was made for the pass, but those tensors that are still used. */
  dispose(value: unknown, used: readonly Tensor[] = []): void {
    for (const tensor of tensorsIn(value)) {
      if (this.#isOurs(tensor) && !used.includes(tensor)) tensor.dispose();
    }
  }

  /** A tensor that whoever uses it may dispose: the user's are cloned, which shares their data. */
  taken(tensor: Tensor): Tensor {
    return this.#isOurs(tensor) ? tensor : tf.clone(tensor);
  }

  #isOurs({ id }: Tensor): boolean {
    return id > this.#first;
  }
}

function tensorsIn(value: unknown): Tensor[] {
  return tf.tensor_util.getTensorsInContainer(value as tf.TensorContainer);
}

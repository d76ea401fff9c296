import type * as tf from '@tensorflow/tfjs-core';
import { Callback, type Sequential } from '@tensorflow/tfjs-layers';

/** Seconds of the epochs of one training. */
export interface AlternatingTimes {
  /** Without, with, without, ..., without: one more without than with */
  readonly epochs: number[];
  /** A forward pass over the same images, after each of these epochs */
  readonly forward: number[];
}

/** What is trained, with what. */
export interface AlternatingTraining {
  readonly model: Sequential;
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
  readonly batchSize: number;
  /** Does its work in the epochs 0, 2, 4, ... */
  readonly callback: Callback;
  /** One forward pass, to its end */
  readonly forward: () => void | Promise<void>;
  /** Waits for the device, where `fit` does not: on a GPU an epoch ends before its work is done */
  readonly settle?: () => Promise<void>;
  /** Epochs with the callback that count */
  readonly repeats: number;
}

/**
 * Times whole epochs, callbacks included, where every second one has what is to be timed. The first of each kind is there
 * to warm up.
 */
export async function timeAlternating(training: AlternatingTraining): Promise<AlternatingTimes> {
  const { model, xs, ys, batchSize, callback, forward, settle, repeats } = training;
  const wanted = 2 * repeats + 1;
  const times: AlternatingTimes = { epochs: [], forward: [] };
  let begin = 0;
  const first = new (class extends Callback {
    override async onEpochBegin(): Promise<void> {
      begin = performance.now();
    }
  })();
  const last = new (class extends Callback {
    override async onEpochEnd(epoch: number): Promise<void> {
      await settle?.();
      const end = performance.now();
      const inference = await seconds(forward);
      // Epoch 0 is the one with the callback that warms up, and the epoch after it counts already.
      if (epoch === 0) return;
      times.epochs.push((end - begin) / 1000);
      times.forward.push(inference);
      if (times.epochs.length === wanted) model.stopTraining = true;
    }
  })();
  // More epochs than needed, since a callback may treat the last one differently.
  const epochs = wanted + 3;
  await model.fit(xs, ys, { epochs, batchSize, verbose: 0, callbacks: [first, callback, last] });
  return times;
}

async function seconds(run: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
}

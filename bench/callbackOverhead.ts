import * as tf from '@tensorflow/tfjs-core';
import { Callback } from '@tensorflow/tfjs-layers';
import { type BackendChoice, useBackend } from '../backends/index.js';
import { NeuralCollapse } from '../callbacks/index.js';
import { loadOrSynthesize, toTensors } from '../datasets/index.js';
import { buildModel } from '../examples/demo/model.js';

/** Epochs of each kind that count; one of each goes before them, to warm up. */
const REPEATS = 5;
const BATCH_SIZE = 32;

/** Seconds per epoch of the demo's network, medians of {@link REPEATS}. */
export interface OverheadTiming {
  backend: string;
  images: number;
  without: number;
  with: number;
  /** A forward pass over the same images, which measuring cannot do without */
  forward: number;
}

/**
 * Times epochs of the demo with and without the callback, alternating within one training, and a forward pass over the
 * same images. Only the ratios are comparable between machines.
 */
export async function benchCallbackOverhead(
  backend: 'wasm' | 'tfjs-node',
  images: number,
): Promise<OverheadTiming | null> {
  let choice: BackendChoice;
  try {
    choice = await useBackend(backend);
  } catch {
    console.log(`callback overhead: ${backend} does not load here`);
    return null;
  }
  const data = await loadOrSynthesize({ limit: images, balanced: true, seed: 1, onFallback: () => {} });
  const { xs, ys, labels } = toTensors(data);
  const model = buildModel(data.shape, data.numClasses, { loss: 'mse', seed: 1, decay: 5e-5 });
  const clock = new EpochClock();
  // Even epochs are measured, odd ones are not.
  const nc = new NeuralCollapse({ data: { xs, ys }, every: 2, verbose: 0, logdir: null });
  const epochs = 2 * (REPEATS + 1);
  await model.fit(xs, ys, { epochs: epochs + 1, batchSize: BATCH_SIZE, verbose: 0, callbacks: [clock, nc] });
  const counted = clock.seconds.slice(2, epochs);
  const forward = median(Array.from({ length: REPEATS }, () => forwardSeconds(model, xs)));
  tf.dispose([xs, ys, labels]);
  model.dispose();
  const kind = (parity: number) => median(counted.filter((_, i) => i % 2 === parity));
  const timing = {
    backend: choice.name,
    images: data.labels.length,
    with: kind(0),
    without: kind(1),
    forward,
  };
  print(timing);
  return timing;
}

/** Seconds from the beginning of each epoch to the beginning of the next, callbacks included. */
class EpochClock extends Callback {
  readonly seconds: number[] = [];
  #begin: number | undefined;

  override async onEpochBegin(): Promise<void> {
    const now = performance.now();
    if (this.#begin !== undefined) this.seconds.push((now - this.#begin) / 1000);
    this.#begin = now;
  }
}

function forwardSeconds(model: ReturnType<typeof buildModel>, xs: tf.Tensor): number {
  const start = performance.now();
  const outputs = model.predict(xs, { batchSize: 256 }) as tf.Tensor;
  outputs.dataSync();
  outputs.dispose();
  return (performance.now() - start) / 1000;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function print({ backend, images, without, with: measured, forward }: OverheadTiming): void {
  const extra = measured - without;
  console.log(
    `callback overhead, ${backend}, ${images} images, batch ${BATCH_SIZE}, medians of ${REPEATS} epochs`,
  );
  console.log(`  epoch without  ${without.toFixed(2)} s`);
  console.log(`  epoch with     ${measured.toFixed(2)} s  (${(measured / without).toFixed(3)} times)`);
  console.log(
    `  forward pass   ${forward.toFixed(2)} s  (the callback takes ${(extra / forward).toFixed(2)} times that)`,
  );
}

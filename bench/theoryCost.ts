import * as tf from '@tensorflow/tfjs-core';
import { loadOrSynthesize, toTensors } from '../datasets/index.js';
import { buildModel } from '../examples/label-noise/model.js';
import { enterBackend } from './backends.js';
import { markdownTable } from './markdownTable.js';
import { type CostTiming, costCases, timeCase } from './theoryCostCase.js';

/** Seconds of the reference epoch if it is not measured here: as measured on two cores. */
const REFERENCE_SECONDS = 8.7;
const IMAGES = 10_000;
/** The shortest of them counts, as with the timings of the theory. */
const EPOCHS = 3;

/**
 * Times the theory of one record with 100 classes over a grid of settings, against an epoch of the network of the label-noise example on as
 * many images as the setting has samples: that on 10,000 images, in proportion. TFJS_NC_BENCH_EPOCH_SECONDS gives the length of that epoch instead of measuring it.
 */
export async function benchTheoryCost(): Promise<string> {
  const epoch = await yardstick();
  // Once before, to compile the code.
  for (const given of costCases().filter((_, i) => i % 40 === 0)) timeCase(given);
  const timings = costCases().map(timeCase);
  return report(timings, epoch * 1000);
}

async function yardstick(): Promise<number> {
  const given = process.env.TFJS_NC_BENCH_EPOCH_SECONDS;
  if (given !== undefined) return Number(given);
  if ((await enterBackend('tfjs-node')) === null) {
    console.error(
      `theory cost: the native backend does not load, an epoch is taken to be ${REFERENCE_SECONDS} s`,
    );
    return REFERENCE_SECONDS;
  }
  const data = await loadOrSynthesize({ limit: IMAGES, balanced: true, seed: 1, onFallback: () => {} });
  const { xs, ys, labels } = toTensors(data);
  const model = buildModel(data.shape, data.numClasses, { loss: 'mse', seed: 1, decay: 5e-5 });
  const seconds: number[] = [];
  let start = 0;
  const callbacks = {
    onEpochBegin: async () => {
      start = performance.now();
    },
    onEpochEnd: async () => {
      seconds.push((performance.now() - start) / 1000);
    },
  };
  await model.fit(xs, ys, { epochs: EPOCHS, batchSize: 32, verbose: 0, callbacks });
  tf.dispose([xs, ys, labels]);
  model.dispose();
  return Math.min(...seconds);
}

/** One line per kind of problem: the worst of its settings. */
function report(timings: readonly CostTiming[], epoch: number): string {
  const columns = ['first', 'warm', 'metrics', 'margin', 'total', 'share of the epoch', 'worst gradient'];
  const rows = [...groups(timings)].map(([name, group]) => {
    const worst = (of: (timing: CostTiming) => number) => Math.max(...group.map(of));
    const cells = [worst(t => t.cold), worst(t => t.warm), worst(t => t.predicted), worst(t => t.margin)];
    const gradient = worst(t => t.gradientNorm ?? 0);
    return [
      name,
      ...[...cells, worst(t => t.total)].map(ms => ms.toFixed(0)),
      `${(100 * worst(t => (t.total * IMAGES) / (epoch * t.samples))).toFixed(1)} %`,
      gradient === 0 ? 'exact' : gradient.toExponential(0),
    ];
  });
  const what = `100 classes, ms per record; an epoch of ${IMAGES} images takes ${(epoch / 1000).toFixed(2)} s.`;
  return `${what}\n\n${markdownTable(['problem', ...columns], rows)}`;
}

function groups(timings: readonly CostTiming[]): Map<string, CostTiming[]> {
  const found = new Map<string, CostTiming[]>();
  for (const timing of timings) {
    const { loss, activation, codes, counts } = timing;
    const name = `${loss}, ${activation}, ${codes}, ${counts}`;
    found.set(name, [...(found.get(name) ?? []), timing]);
  }
  return found;
}

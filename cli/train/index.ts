import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from '../../backends/index.js';
import type { GeometrySnapshot } from '../../callbacks/index.js';
import { NeuralCollapse, TerminalSink } from '../../callbacks/index.js';
import { type LabeledImages, toDataset, toTensors } from '../../datasets/index.js';
import { defineCommand, EXIT } from '../command.js';
import { trainingImages } from './data.js';
import { architecture, buildModel, CosineDecay } from './model.js';
import { DEMO_OPTIONS, type DemoOptions, OPTIONS_HELP, readOptions } from './options.js';
import { summary } from './summary.js';

const HELP = `Trains a small CNN until it collapses, measures it after every epoch, and writes a run folder: the demo.

Options:
${OPTIONS_HELP}
  --json             print the run folder and the last record as one line of JSON, the progress on stderr

Examples:
  tfjs-nc train --features relu
  tfjs-nc train --features relu --imbalance 100   # minority collapse`;

/** `tfjs-nc train`: the demo of this package. */
export const train = defineCommand({
  usage: 'train [options]',
  help: HELP,
  options: DEMO_OPTIONS,
  run: async (values, io) => {
    const options = readOptions(values);
    const { json, ...given } = values;
    const words = Object.entries(given).map(([name, value]) => `--${name}=${value}`);
    const nc = await demo(options, words, json === true ? line => io.err(line) : line => io.out(line));
    if (json === true) io.out(JSON.stringify({ run: nc.runFolder ?? null, record: nc.records.at(-1) }));
    return EXIT.ok;
  },
});

/** Trains and measures. What happens is printed line by line. */
async function demo(
  options: DemoOptions,
  args: readonly string[],
  print: (line: string) => void,
): Promise<NeuralCollapse> {
  const { loss, epochs, batchSize, seed } = options;
  const backend = await useBackend(options.backend);
  print(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) print(`warning  ${warning}`);
  const images = await trainingImages(options);
  print(`data     ${images.name}, ${images.labels.length} images (${images.source})`);
  print(`network  ${architecture(options, images.numClasses)}`);
  print(`training ${loss}, ${epochs} epochs, batches of ${batchSize}, seed ${seed}`);
  return trainModel(options, images, args, print);
}

/** Every backend gets the same batches in the same order: `fit` shuffles without a seed, `toDataset` with one. */
async function trainModel(
  options: DemoOptions,
  images: LabeledImages,
  args: readonly string[],
  print: (line: string) => void,
): Promise<NeuralCollapse> {
  const { epochs, batchSize, seed } = options;
  const { xs, ys, labels } = toTensors(images);
  const model = buildModel(images.shape, images.numClasses, options);
  let snapshot: GeometrySnapshot | undefined;
  const keep = (_: unknown, latest?: GeometrySnapshot) => {
    snapshot = latest;
  };
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir: options.logdir,
    live: options.live,
    verbose: 0,
    sinks: [new TerminalSink(print), { name: 'the class lengths', write: keep }],
    seed,
    info: {
      dataset: { name: images.name, source: images.source, samples: images.labels.length },
      seed,
      decay: options.decay,
      arguments: args,
    },
  });
  // In the first lines, so that it is known even if the training is stopped early.
  const named = new tfl.CustomCallback({
    onTrainBegin: async () => print(`records  ${nc.runFolder ?? 'are not written'}\n`),
  });
  // Ahead of the callback, which ends with the verdict.
  const summarized = new tfl.CustomCallback({
    onTrainEnd: async () => {
      for (const line of summary(options, nc, snapshot)) print(line);
    },
  });
  try {
    await model.fitDataset(toDataset(images, { batchSize, seed }), {
      epochs,
      verbose: 0,
      callbacks: [new CosineDecay(options, epochs), summarized, nc, named],
    });
    return nc;
  } finally {
    tf.dispose([xs, ys, labels]);
    model.optimizer.dispose();
    model.dispose();
  }
}

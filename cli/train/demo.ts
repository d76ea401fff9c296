import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from '../../backends/index.js';
import { NeuralCollapse, TerminalSink } from '../../callbacks/index.js';
import { type LabeledImages, toTensors } from '../../datasets/index.js';
import { trainingImages } from './data.js';
import { buildModel, CosineDecay, LEARNING_RATE, weightDecay } from './model.js';
import { type DemoOptions, sizeOf } from './options.js';
import { summaryTable } from './summary.js';

/** Trains and measures; `tfjs-nc train` is the same. What happens is printed line by line. */
export async function demo(
  options: DemoOptions,
  args: readonly string[],
  print: (line: string) => void = console.log,
): Promise<NeuralCollapse> {
  const backend = await useBackend(options.backend);
  print(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) print(`warning  ${warning}`);
  const { samples, epochs } = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const images = await trainingImages(options, samples);
  print(`data     ${images.name}, ${images.labels.length} images (${images.source})`);
  print(`model    ${architecture(images)}, ${options.loss}, ${epochs} epochs`);
  const nc = await train(options, images, epochs, args, print);
  print(`\n${summaryTable(nc.records)}`);
  if (nc.runFolder !== undefined) print(`\nRecords: ${nc.runFolder}/metrics.jsonl`);
  if (nc.runFolder !== undefined) print(`Report:  ${nc.runFolder}/report.html`);
  return nc;
}

function architecture({ numClasses }: LabeledImages): string {
  return `conv32-pool-conv64-pool-dense128-dense${numClasses}`;
}

async function train(
  options: DemoOptions,
  images: LabeledImages,
  epochs: number,
  args: readonly string[],
  print: (line: string) => void,
): Promise<NeuralCollapse> {
  const { xs, ys } = toTensors(images);
  const decay = weightDecay(images.labels.length);
  const model = buildModel(images.shape, images.numClasses, { ...options, decay });
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir: options.logdir,
    live: options.live,
    verbose: 0,
    sinks: [new TerminalSink(print)],
    seed: options.seed,
    info: {
      dataset: { name: images.name, source: images.source, samples: images.labels.length },
      seed: options.seed,
      weightDecay: decay,
      arguments: args,
    },
  });
  // In the first lines, so that it is known even if the training is stopped early.
  const named = new tfl.CustomCallback({
    onTrainBegin: async () => print(`records  ${nc.runFolder ?? 'are not written'}\n`),
  });
  await model.fit(xs, ys, {
    epochs,
    batchSize: options.batchSize,
    verbose: 0,
    callbacks: [new CosineDecay(LEARNING_RATE[options.loss], epochs), nc, named],
  });
  return nc;
}

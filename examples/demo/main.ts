import { useBackend } from 'tfjs-neural-collapse/backends';
import { NeuralCollapse } from 'tfjs-neural-collapse/callbacks';
import { type LabelledImages, toTensors } from 'tfjs-neural-collapse/datasets';
import { CosineDecay } from './cosineDecay.js';
import { trainingImages } from './data.js';
import { buildModel, LEARNING_RATE, weightDecay } from './model.js';
import { type DemoOptions, HELP, parseOptions, sizeOf, UsageError } from './options.js';
import { summaryTable } from './summary.js';

/** Exit codes: 0 fine, 1 failure, 2 bad input. */
async function main(args: string[]): Promise<number> {
  try {
    const options = parseOptions(args);
    if (options) await demo(options, args);
    else console.log(HELP);
    return 0;
  } catch (error) {
    console.error(`demo: ${(error as Error).message}`);
    if (error instanceof UsageError) console.error('See npm run demo -- --help');
    return error instanceof UsageError ? 2 : 1;
  }
}

async function demo(options: DemoOptions, args: string[]): Promise<void> {
  const backend = await useBackend(options.backend);
  console.log(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) console.log(`warning  ${warning}`);
  const { samples, epochs } = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const images = await trainingImages(options, samples);
  console.log(`data     ${images.name}, ${images.labels.length} images (${images.source})`);
  const nc = await train(options, images, epochs, args);
  console.log(`\n${summaryTable(nc.records)}`);
  if (nc.runFolder !== undefined) console.log(`\nRecords: ${nc.runFolder}/metrics.jsonl`);
}

async function train(
  options: DemoOptions,
  images: LabelledImages,
  epochs: number,
  args: string[],
): Promise<NeuralCollapse> {
  const { xs, ys } = toTensors(images);
  const decay = weightDecay(images.labels.length);
  const model = buildModel(images.shape, images.numClasses, { ...options, decay });
  console.log(
    `model    conv32-pool-conv64-pool-dense128-dense${images.numClasses}, ${options.loss}, ${epochs} epochs\n`,
  );
  const nc = new NeuralCollapse({
    data: { xs, ys },
    logdir: options.logdir,
    seed: options.seed,
    info: {
      dataset: { name: images.name, source: images.source, samples: images.labels.length },
      seed: options.seed,
      weightDecay: decay,
      arguments: args,
    },
  });
  await model.fit(xs, ys, {
    epochs,
    batchSize: options.batchSize,
    verbose: 0,
    callbacks: [new CosineDecay(LEARNING_RATE[options.loss], epochs), nc],
  });
  return nc;
}

process.exitCode = await main(process.argv.slice(2));

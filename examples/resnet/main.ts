// How far has each depth of a residual network collapsed? See docs/depth.md
import { useBackend } from 'tfjs-neural-collapse/backends';
import { cifarImages } from '../cifarImages.js';
import { runExample } from '../commandLine.js';
import { trainResNet } from './experiment.js';
import { HELP, parseOptions, type ResNetExampleOptions, sizeOf } from './options.js';
import { depthTable, epochHeader, epochLine } from './report.js';

async function main(options: ResNetExampleOptions): Promise<void> {
  // With --json the numbers have stdout for themselves.
  const log = options.json ? console.error : console.log;
  const backend = await useBackend(options.backend);
  log(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) log(`warning  ${warning}`);
  const { samples, epochs } = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const train = await cifarImages({ ...options, split: 'train', samples });
  const test = await cifarImages({ ...options, split: 'test', samples: options.testSamples });
  log(`data     ${train.name}, ${train.labels.length} images (${train.source})`);
  log(
    `model    ${options.arch}, ${epochs} epochs; per depth the accuracy of the nearest class center, and nc1.pinv\n`,
  );
  const { seed, decay, arch } = options;
  const dataset = { name: train.name, source: train.source, samples: train.labels.length };
  let isFirst = true;
  const result = await trainResNet(train, test, {
    ...options,
    epochs,
    info: { dataset, arch, seed, weightDecay: decay, arguments: process.argv.slice(2) },
    onEpoch: epoch => {
      if (isFirst) log(epochHeader(epoch));
      isFirst = false;
      log(epochLine(epoch));
    },
  });
  if (options.json) {
    const { batchSize, learningRate } = options;
    const settings = { backend: backend.name, arch, samples, batchSize, learningRate, decay, seed };
    console.log(JSON.stringify({ ...settings, ...result }, null, 1));
    return;
  }
  log(`\n${depthTable(result.epochs)}`);
  log(`\naccuracy on ${test.labels.length} test images ${(100 * result.testAccuracy).toFixed(1)}%`);
  if (result.runFolder !== undefined) log(`Records: ${result.runFolder}/metrics.jsonl`);
}

process.exitCode = await runExample('resnet', HELP, parseOptions, main);

// A pretrained MobileNet on CIFAR-10: collapse of its embedding, and what it says about few-shot accuracy. See
// docs/transfer-learning.md
import { useBackend } from 'tfjs-neural-collapse/backends';
import { cifarImages } from '../cifarImages.js';
import { runExample } from '../commandLine.js';
import { transfer } from './experiment.js';
import { loadMobileNet } from './loadMobileNet.js';
import { HELP, type MobileNetOptions, parseOptions, sizeOf } from './options.js';
import { reportText } from './report.js';

async function main(options: MobileNetOptions): Promise<void> {
  // With --json the numbers have stdout for themselves.
  const log = options.json ? console.error : console.log;
  const { modelUrl, version, alpha, shots, json } = options;
  const backend = await useBackend(options.backend);
  log(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) log(`warning  ${warning}`);
  const { samples, testSamples } = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const train = await cifarImages({ ...options, split: 'train', samples });
  const test = await cifarImages({ ...options, split: 'test', samples: testSamples });
  log(`data     ${train.name}, ${train.labels.length} and ${test.labels.length} images (${train.source})`);
  const mobilenet = await loadMobileNet(options);
  log(
    `model    MobileNet v${version}, alpha ${alpha} (${modelUrl ?? 'hub'}), dense${options.hidden}, dense10\n`,
  );
  const dataset = { name: train.name, source: train.source, samples: train.labels.length };
  const result = await transfer(mobilenet, train, test, {
    ...options,
    verbose: 0,
    info: {
      dataset,
      seed: options.seed,
      mobilenet: { version, alpha, modelUrl },
      arguments: process.argv.slice(2),
    },
    onProgress: showProgress,
  });
  if (json) {
    const { seed, tasks, hidden, epochs } = options;
    const settings = { backend: backend.name, samples, testSamples, shots, tasks, hidden, epochs, seed };
    console.log(JSON.stringify({ ...settings, ...result }, null, 1));
    return;
  }
  log(reportText(result, shots, train.classNames));
  if (result.runFolder !== undefined) log(`\nRecords of the head: ${result.runFolder}/metrics.jsonl`);
}

/** One line that overwrites itself, on a terminal: embedding takes most of the time. */
function showProgress(done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r\x1b[K${done} of ${of} images embedded${done === of ? '\n' : ''}`);
}

process.exitCode = await runExample('mobilenet', HELP, parseOptions, main);

import * as tfl from '@tensorflow/tfjs-layers';
import { useBackend } from '../../backends/index.js';
import { NeuralCollapse, type NeuralCollapseRecord, TerminalSink } from '../../callbacks/index.js';
import { type LabeledImages, toTensors } from '../../datasets/index.js';
import { type MetricId, metricIds } from '../../src/index.js';
import { defineCommand, EXIT } from '../command.js';
import { trainingImages } from './data.js';
import { buildModel, CosineDecay, LEARNING_RATE, weightDecay } from './model.js';
import { DEMO_OPTIONS, type DemoOptions, OPTIONS_HELP, readOptions, sizeOf } from './options.js';

const HELP = `Trains a small CNN past zero training error, measures it after every epoch, and writes a run folder: the demo.

Options:
${OPTIONS_HELP}
  --json             print the run folder and the last record as one line of JSON, the progress on stderr

Example: tfjs-nc train --dataset synthetic --epochs 10`;

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
  const backend = await useBackend(options.backend);
  print(`backend  ${backend.reason}`);
  for (const warning of backend.warnings) print(`warning  ${warning}`);
  const { samples, epochs } = sizeOf(options, backend.name.startsWith('tfjs-node'));
  const images = await trainingImages(options, samples);
  print(`data     ${images.name}, ${images.labels.length} images (${images.source})`);
  print(`model    ${architecture(images)}, ${options.loss}, ${epochs} epochs`);
  const nc = await trainModel(options, images, epochs, args, print);
  print(`\n${summaryTable(nc.records)}`);
  if (nc.runFolder !== undefined) print(`\nRecords: ${nc.runFolder}/metrics.jsonl`);
  if (nc.runFolder !== undefined) print(`Report:  ${nc.runFolder}/report.html`);
  return nc;
}

function architecture({ numClasses }: LabeledImages): string {
  return `conv32-pool-conv64-pool-dense128-dense${numClasses}`;
}

async function trainModel(
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

/**
 * Every metric at the first measured epoch, at the start of the terminal phase and at the last epoch; for the last one
 * also what theory predicts for this network, and the gap.
 */
function summaryTable(records: readonly NeuralCollapseRecord[]): string {
  const first = records[0]!;
  const last = records.at(-1)!;
  const start = records.find(({ epoch }) => epoch === last.terminalPhase.startEpoch);
  const theory = 'absent' in last.theory ? undefined : last.theory;
  const columns: readonly (readonly [string, (id: MetricId) => number | undefined])[] = [
    [`epoch ${first.epoch}`, id => first.metrics[id]],
    [start ? `phase, ${start.epoch}` : 'no phase', id => start?.metrics[id]],
    [`epoch ${last.epoch}`, id => last.metrics[id]],
    ['predicted', id => theory?.predicted[id]],
    ['gap', id => theory?.gap[id]],
  ];
  const header = row(
    'metric',
    columns.map(([title]) => title),
  );
  const rows = metricIds.map(id =>
    row(
      id,
      columns.map(([, value]) => numberText(value(id))),
    ),
  );
  return [header, ...rows, '', ...absences(last), theoryText(last), phaseText(last)].join('\n');
}

const NAME_WIDTH = Math.max(...metricIds.map(id => id.length));

function row(name: string, values: readonly string[]): string {
  return [name.padEnd(NAME_WIDTH), ...values.map(value => value.padStart(11))].join('');
}

function numberText(value: number | undefined): string {
  if (value === undefined) return '-';
  return value !== 0 && Math.abs(value) < 1e-2 ? value.toExponential(3) : value.toPrecision(4);
}

function absences({ absent }: NeuralCollapseRecord): string[] {
  return Object.entries(absent).map(([id, reason]) => `${id}: not computed, ${reason}`);
}

function theoryText({ theory }: NeuralCollapseRecord): string {
  if ('absent' in theory) return `No prediction: ${theory.absent}.`;
  const { loss, lambdaW, lambdaB, lambdaH, featureActivation, notes } = theory.assumptions;
  const { method } = theory.prediction;
  const how =
    method.kind === 'closed-form'
      ? method.source
      : `found numerically, gradient ${numberText(method.gradientNorm)}`;
  const assumed =
    `${loss}, λ_W ${numberText(lambdaW)}, λ_b ${lambdaB}, λ_H ${numberText(lambdaH.value)} (${lambdaH.source}), ` +
    `${featureActivation.value} features`;
  return [`Predicted for ${assumed}: ${how}.`, ...notes].join(' ');
}

function phaseText({ terminalPhase, measured }: NeuralCollapseRecord): string {
  const { startEpoch, epochsSince, decayRate, absent } = terminalPhase;
  if (startEpoch === undefined) return `No terminal phase yet: ${absent.startEpoch}.`;
  const rate = decayRate['nc1.pinv'];
  const decay =
    rate === undefined ? '' : `; in it, nc1.pinv decays by a factor ${Math.exp(-rate).toFixed(3)} per epoch`;
  return `Terminal phase since epoch ${startEpoch} (${epochsSince} epochs, no errors on ${measured.samples} images)${decay}.`;
}

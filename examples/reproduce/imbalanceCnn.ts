import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { oneHotEncoding, predictUfm, theoryRegularization } from 'tfjs-neural-collapse';
import { type LabeledImages, longTailed, toTensors } from 'tfjs-neural-collapse/datasets';
import type { Chart } from './chart.js';
import type { Experiment, Outcome, Row, RunOptions } from './experiment.js';
import { logGrid } from './grid.js';
import { type MeasuredCnn, measureCnn, trainingError } from './measureCnn.js';
import { mnistImages } from './mnistData.js';
import { cellText } from './saveOutcome.js';
import { type CnnSetup, featureLambda, trainCnn } from './trainCnn.js';

const CLASSES = 10;
const PENALTY = { kernelL2: 2.5e-3, features: 0.0136 };
/** Shorter, relative to the longest, counts as collapsed. */
const COLLAPSED = 0.02;

/** A CNN on long-tailed MNIST (1:20): cross-entropy, ReLU features, no bias, decay of the features. */
export const imbalanceCnn: Experiment = async options => {
  const images = await longTailedMnist(options);
  const { xs, ys, labels } = toTensors(images);
  const setup = setupOf(PENALTY.features, options);
  const model = await trainCnn(setup, xs, ys);
  const measured = await measureCnn(model, { xs, ys }, oneHotEncoding(CLASSES));
  model.dispose();
  tf.dispose([xs, ys, labels]);
  return describe(measured, setup);
};

/**
 * The same over the penalty on the features, until rare classes collapse. Each network starts from the one before: from
 * random weights a rare class can die behind the ReLU, a local minimum that it does not come back from.
 */
export const imbalanceSweep: Experiment = async options => {
  const images = await longTailedMnist(options);
  const { xs, ys, labels } = toTensors(images);
  const measured: MeasuredCnn[] = [];
  const setups = logGrid(PENALTY.features, 1000 * PENALTY.features, options.quick ? 2 : 10).map(penalty =>
    setupOf(penalty, options),
  );
  let model: LayersModel | undefined;
  for (const setup of setups) {
    const before = model;
    model = await trainCnn(setup, xs, ys, before);
    before?.dispose();
    measured.push(await measureCnn(model, { xs, ys }, oneHotEncoding(CLASSES)));
    const lengths = measured.at(-1)!.norms.classMeans.map(cellText).join(', ');
    options.log(`λ_H = ${cellText(lambdaH(setup, images))}: lengths ${lengths}`);
  }
  model?.dispose();
  tf.dispose([xs, ys, labels]);
  return describeSweep(measured, setups, images);
};

async function longTailedMnist(options: RunOptions): Promise<LabeledImages> {
  const { quick, seed } = options;
  const balanced = await mnistImages(quick ? 200 : 4000, options);
  return longTailed(balanced, { ratio: 20, largest: quick ? 20 : 400, seed });
}

function setupOf(featurePenalty: number, { quick, seed }: RunOptions): CnnSetup {
  return {
    loss: 'cross-entropy',
    penultimate: 'relu',
    featureDim: 64,
    outputs: CLASSES,
    kernelL2: PENALTY.kernelL2,
    trunkL2: 0,
    useBias: false,
    biasL2: 0,
    featurePenalty,
    epochs: quick ? 3 : 200,
    batchSize: 100,
    learningRate: 0.05,
    seed,
  };
}

/** λ_H that a setup puts in. */
function lambdaH(setup: CnnSetup, images: LabeledImages): number {
  return featureLambda(setup, images.labels.length);
}

function describe(measured: MeasuredCnn, setup: CnnSetup): Outcome {
  const { metrics, norms, theory } = measured;
  const { counts, samples } = measured.measured;
  const lengths = norms.classMeans;
  const calibrated = theory.assumptions.lambdaH.value;
  const expected = predictedLengths(counts, setup, calibrated);
  const rows = counts.map((n, k) => ({
    class: k,
    n,
    '‖m_k‖ measured': lengths[k]!,
    '‖m_k‖ predicted': expected[k]!,
    'relative error': Math.abs(lengths[k]! / expected[k]! - 1),
  }));
  return {
    title: 'Imbalance: lengths of the class means of a CNN on long-tailed MNIST',
    figures: { '': chartOf(counts, lengths, expected, theory.assumptions) },
    rows,
    setup: { ...setup, ...theoryRegularization(setup), lambdaH: featureLambda(setup, samples) },
    summary: {
      'largest relative error of a length': Math.max(...rows.map(row => row['relative error'])),
      'mean cosine of class means, predicted 0': metrics['nc2.cos']!,
      'nc1.ratio': metrics['nc1.ratio']!,
      'balance.residual': metrics['balance.residual']!,
      'training error': trainingError(measured),
      'λ_H calibrated': calibrated,
    },
  };
}

function describeSweep(
  measured: readonly MeasuredCnn[],
  setups: readonly CnnSetup[],
  images: LabeledImages,
): Outcome {
  const { counts } = measured[0]!.measured;
  const rows = measured.map((one, i) => {
    const given = lambdaH(setups[i]!, images);
    return sweepRow(one, given, predictedLengths(counts, setups[i]!, given));
  });
  const right = rows.filter(row => row['collapsed, measured'] === row['collapsed, predicted']).length;
  return {
    title: 'Minority collapse of a CNN on long-tailed MNIST',
    figures: { '': sweepChart(measured, setups, images) },
    rows,
    setup: { ...setups[0], ...theoryRegularization(setups[0]!), counts },
    summary: { 'settings with the predicted set of collapsed classes': `${right} of ${rows.length}` },
  };
}

function sweepRow(
  { metrics, norms, ...measured }: MeasuredCnn,
  given: number,
  expected: readonly number[],
): Row {
  const lengths = norms.classMeans;
  const longest = Math.max(...expected);
  const collapsed = (all: readonly number[]) =>
    all.flatMap((length, k) => (length <= COLLAPSED * longest ? [k] : [])).join(' ') || 'none';
  return {
    λ_H: given,
    'λ_H calibrated': measured.theory.assumptions.lambdaH.value,
    'collapsed, measured': collapsed(lengths),
    'collapsed, predicted': collapsed(expected),
    'largest error of a length, relative to the longest':
      Math.max(...lengths.map((length, k) => Math.abs(length - expected[k]!))) / longest,
    'nc1.ratio': metrics['nc1.ratio'] ?? '-',
    'balance.residual': metrics['balance.residual'] ?? '-',
    'training error': trainingError({ metrics, norms, ...measured }),
  };
}

function predictedLengths(
  classCounts: readonly number[],
  setup: CnnSetup,
  assumedLambdaH: number,
): readonly number[] {
  const { meanGram } = predictUfm({
    loss: setup.loss,
    encoding: oneHotEncoding(CLASSES),
    classCounts,
    featureDim: setup.featureDim,
    ...theoryRegularization(setup),
    lambdaH: assumedLambdaH,
    featureActivation: 'nonnegative',
  });
  if ('absent' in meanGram) throw new Error(meanGram.absent);
  return meanGram.diagonal().map(Math.sqrt);
}

function chartOf(
  counts: readonly number[],
  measured: readonly number[],
  predicted: readonly number[],
  { lambdaW, lambdaH: calibrated }: MeasuredCnn['theory']['assumptions'],
): Chart {
  const by = (lengths: readonly number[]) => counts.map((n, k) => [n, lengths[k]!] as const);
  return {
    title: 'CNN on long-tailed MNIST: the rarer a class, the longer its mean',
    subtitle: `cross-entropy, ReLU features, no bias, λ_W = ${lambdaW}, λ_H = ${calibrated.value.toExponential(2)} (calibrated)`,
    x: { name: 'samples of the class n_k', type: 'log' },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: [{ name: 'theory', color: 0, points: by(predicted) }],
    measured: [{ name: 'CNN, measured', color: 0, points: by(measured) }],
  };
}

/** Every third class, since ten curves would be hard to distinguish. */
const SHOWN = [0, 3, 6, 9];

function sweepChart(
  measured: readonly MeasuredCnn[],
  setups: readonly CnnSetup[],
  images: LabeledImages,
): Chart {
  const { counts } = measured[0]!.measured;
  const strengths = setups.map(setup => lambdaH(setup, images));
  const [first, last] = [strengths[0]!, strengths.at(-1)!];
  const grid = logGrid(first, last, 200).map(x => [x, predictedLengths(counts, setups[0]!, x)] as const);
  return {
    title: 'CNN on long-tailed MNIST: minority collapse',
    subtitle: `cross-entropy, ReLU features, no bias, λ_W = ${theoryRegularization(setups[0]!).lambdaW}; nothing is calibrated`,
    x: { name: 'regularization of the features λ_H', type: 'log', min: first, max: last },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: SHOWN.map((k, color) => ({
      name: `n = ${counts[k]}, theory`,
      color,
      points: grid.map(([x, lengths]) => [x, lengths[k]!] as const),
    })),
    measured: SHOWN.map((k, color) => ({
      name: `n = ${counts[k]}, CNN`,
      color,
      points: measured.map((one, i) => [strengths[i]!, one.norms.classMeans[k]!] as const),
    })),
  };
}

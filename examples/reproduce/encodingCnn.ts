import * as tf from '@tensorflow/tfjs-core';
import { oneHotEncoding, predictUfm, theoryRegularization, type UfmPrediction } from 'tfjs-neural-collapse';
import type { Chart } from './chart.js';
import type { Experiment, Outcome, Row, RunOptions } from './experiment.js';
import { logGrid } from './grid.js';
import { type MeasuredCnn, measureCnn, trainingError } from './measureCnn.js';
import { mnistTensors } from './mnistData.js';
import { cellText } from './saveOutcome.js';
import { type CnnSetup, featureLambda, trainCnn } from './trainCnn.js';
import { transitionCurve } from './transitionCurve.js';

const CLASSES = 10;
/** Penalties as tf.js writes them; {@link theoryRegularization} says what they are in the theory. */
const KERNEL_L2 = 5e-4;
const FEATURE_PENALTY = 5e-3;

type Penultimate = 'linear' | 'relu';
/** What is penalized besides the head: the features, as in the theory, or every kernel, as usual. */
type Decay = 'features' | 'weights';

interface Trained {
  readonly decay: Decay;
  readonly setup: CnnSetup;
  readonly measured: MeasuredCnn;
}

/** A CNN on MNIST with linear features: does the ETF turn into an orthogonal frame as λ_b grows? */
export const encodingCnn: Experiment = options => encodingOf('linear', options);

/** The same with a ReLU in front of the head: theory says orthogonal throughout. */
export const encodingRelu: Experiment = options => encodingOf('relu', options);

async function encodingOf(penultimate: Penultimate, options: RunOptions): Promise<Outcome> {
  const samples = options.quick ? 200 : 1000;
  const data = await mnistTensors(samples, options);
  const trained: Trained[] = [];
  for (const [decay, strengths] of sweeps(options.quick)) {
    for (const biasL2 of strengths) {
      const setup = setupOf(penultimate, decay, biasL2, options);
      const model = await trainCnn(setup, data.xs, data.ys);
      const measured = await measureCnn(model, data, oneHotEncoding(CLASSES));
      model.dispose();
      trained.push({ decay, setup, measured });
      const cosine = cellText(measured.metrics['nc2.cos']);
      options.log(`decay of ${decay}, λ_b = ${cellText(lambdaB(setup))}: cos ${cosine}`);
    }
  }
  tf.dispose([data.xs, data.ys, data.labels]);
  const rows = trained.map(compare);
  const { biasL2: _, ...setup } = setupOf(penultimate, 'features', 0, options);
  return {
    title: `Class encoding: a CNN on MNIST with a ${penultimate} penultimate layer`,
    figures: { '': chartOf(penultimate, trained) },
    rows,
    setup: { ...setup, samples, lambdaW: LAMBDA_W, lambdaH: featureLambda(setup, samples) },
    summary: Object.fromEntries((['features', 'weights'] as const).flatMap(decay => summary(decay, rows))),
  };
}

/** l2 of the bias: λ_b from 0.01 to 3. */
function sweeps(quick: boolean): [Decay, number[]][] {
  return [
    ['features', logGrid(0.001, 0.3, quick ? 2 : 7)],
    ['weights', logGrid(0.001, 0.3, quick ? 2 : 5)],
  ];
}

function summary(decay: Decay, rows: readonly Row[]): [string, number][] {
  const own = rows.filter(row => row.decay === decay);
  const largest = (of: (row: Row) => number) => Math.max(...own.map(of));
  const cosineGap = (row: Row) =>
    Math.abs((row['cos measured'] as number) - (row['cos predicted'] as number));
  return [
    [`decay of ${decay}: largest |cos measured − predicted|`, largest(cosineGap)],
    [`decay of ${decay}: largest balance.residual`, largest(row => row['balance.residual'] as number)],
    [`decay of ${decay}: largest training error`, largest(row => row['training error'] as number)],
  ];
}

function setupOf(
  penultimate: Penultimate,
  decay: Decay,
  biasL2: number,
  { quick, seed }: RunOptions,
): CnnSetup {
  return {
    loss: 'mse',
    penultimate,
    featureDim: 64,
    outputs: CLASSES,
    kernelL2: KERNEL_L2,
    useBias: true,
    biasL2,
    trunkL2: decay === 'weights' ? KERNEL_L2 : 0,
    featurePenalty: decay === 'features' ? FEATURE_PENALTY : 0,
    epochs: quick ? 2 : 200,
    batchSize: 100,
    learningRate: penultimate === 'relu' ? 1 : 1.5,
    seed,
  };
}

const { lambdaW: LAMBDA_W } = theoryRegularization({
  loss: 'mse',
  outputs: CLASSES,
  kernelL2: KERNEL_L2,
});

function lambdaB(setup: CnnSetup): number {
  return theoryRegularization(setup).lambdaB;
}

function compare({ decay, setup, measured }: Trained): Row {
  const { metrics, theory } = measured;
  return {
    decay,
    λ_b: lambdaB(setup),
    'cos measured': metrics['nc2.cos']!,
    'cos predicted': theory.predicted['nc2.cos']!,
    'nc2.theory': metrics['nc2.theory']!,
    'nc2.etf': metrics['nc2.etf']!,
    'nc1.ratio': metrics['nc1.ratio']!,
    'balance.residual': metrics['balance.residual']!,
    'training error': trainingError(measured),
    'λ_H calibrated': theory.assumptions.lambdaH.value,
  };
}

/** The prediction for a λ_b that no network was trained with. */
function predicted(
  setting: Pick<UfmPrediction['setting'], 'lambdaB' | 'lambdaH' | 'classCounts' | 'featureDim'>,
  penultimate: Penultimate,
): UfmPrediction {
  return predictUfm({
    loss: 'mse',
    encoding: oneHotEncoding(CLASSES),
    ...setting,
    lambdaW: LAMBDA_W,
    featureActivation: penultimate === 'relu' ? 'nonnegative' : 'linear',
  });
}

function chartOf(penultimate: Penultimate, trained: readonly Trained[]): Chart {
  const { counts: classCounts, samples, featureDim } = trained[0]!.measured.measured;
  const lambdas = trained.map(({ setup }) => lambdaB(setup));
  const range = [Math.min(...lambdas) / 2, Math.max(...lambdas) * 2] as const;
  const curve = (decay: Decay, activation: Penultimate) => {
    const own = trained.filter(one => one.decay === decay);
    const lambdaH = median(own.map(({ measured }) => measured.theory.assumptions.lambdaH.value));
    return transitionCurve(range, x =>
      predicted({ lambdaB: x, lambdaH, classCounts, featureDim }, activation),
    );
  };
  const theory =
    penultimate === 'linear'
      ? [
          { name: 'theory, decay of features', color: 0, points: curve('features', 'linear') },
          { name: 'theory, decay of weights', color: 1, dashed: true, points: curve('weights', 'linear') },
        ]
      : [
          { name: 'theory behind a ReLU', color: 0, points: curve('features', 'relu') },
          { name: 'theory without ReLU', color: 6, dashed: true, points: curve('features', 'linear') },
        ];
  const points = (decay: Decay) =>
    trained
      .filter(one => one.decay === decay)
      .map(({ setup, measured }) => [lambdaB(setup), measured.metrics['nc2.cos']!] as const);
  return {
    title: `CNN on MNIST with a ${penultimate === 'relu' ? 'ReLU' : 'linear'} penultimate layer`,
    subtitle: `squared loss, ${samples} images, λ_W = ${LAMBDA_W}; theory with the median of the calibrated λ_H`,
    x: { name: 'regularization of the bias λ_b', type: 'log' },
    y: { name: 'mean cosine of class means' },
    theory,
    measured: [
      { name: 'CNN, decay of features', color: 0, points: points('features') },
      { name: 'CNN, decay of weights', color: 1, points: points('weights') },
    ],
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

import * as tf from '@tensorflow/tfjs-core';
import { type Matrix, oneHotEncoding, predictUfm, type UfmPrediction } from 'tfjs-neural-collapse';
import type { Chart } from './chart.js';
import type { Experiment, Outcome, Row, RunOptions } from './experiment.js';
import { logGrid } from './grid.js';
import { type MeasuredCnn, measureCnn } from './measureCnn.js';
import { meanGram } from './measureUfm.js';
import { mnistTensors } from './mnistData.js';
import { cellText } from './saveOutcome.js';
import { type CnnSetup, trainCnn } from './trainCnn.js';

const CLASSES = 10;
const FEATURE_DIM = 64;
/** tf.js averages the squared error over the outputs: λ_W = c·l2. */
const LAMBDA_W = 5e-3;

/** λ_H where the features themselves are penalised */
const LAMBDA_H = 5e-5;

type Penultimate = 'linear' | 'relu';
/** What is penalised besides the head: the features, as in the theory, or every kernel, as usual. */
type Decay = 'features' | 'weights';

interface Trained {
  readonly decay: Decay;
  readonly lambdaB: number;
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
  for (const [decay, lambdas] of sweeps(options.quick)) {
    for (const lambdaB of lambdas) {
      const setup = setupOf(penultimate, decay, lambdaB, samples, options);
      const model = await trainCnn(setup, data.xs, data.ys);
      const measured = await measureCnn(model, data, oneHotEncoding(CLASSES), LAMBDA_W);
      model.dispose();
      trained.push({ decay, lambdaB, measured });
      options.log(
        `decay of ${decay}, λ_b = ${cellText(lambdaB)}: cos ${cellText(measured.metrics['nc2.cos'])}`,
      );
    }
  }
  tf.dispose([data.xs, data.ys, data.labels]);
  const rows = trained.map(one => compare(penultimate, one));
  return {
    title: `Class encoding: a CNN on MNIST with a ${penultimate} penultimate layer`,
    figures: { '': chartOf(penultimate, trained) },
    rows,
    setup: {
      ...setupOf(penultimate, 'features', 0, samples, options),
      samples,
      lambdaW: LAMBDA_W,
      lambdaH: LAMBDA_H,
    },
    summary: Object.fromEntries((['features', 'weights'] as const).flatMap(decay => summary(decay, rows))),
  };
}

function sweeps(quick: boolean): [Decay, number[]][] {
  return [
    ['features', logGrid(0.01, 3, quick ? 2 : 7)],
    ['weights', logGrid(0.01, 3, quick ? 2 : 5)],
  ];
}

function summary(decay: Decay, rows: readonly Row[]): [string, number][] {
  const own = rows.filter(row => row.decay === decay);
  const largest = (of: (row: Row) => number) => Math.max(...own.map(of));
  const cosineGap = (row: Row) =>
    Math.abs((row['cos measured'] as number) - (row['cos predicted'] as number));
  return [
    [`decay of ${decay}: largest |cos measured − predicted|`, largest(cosineGap)],
    [`decay of ${decay}: largest balance residual`, largest(row => row['balance residual'] as number)],
    [`decay of ${decay}: largest training error`, largest(row => row['training error'] as number)],
  ];
}

function setupOf(
  penultimate: Penultimate,
  decay: Decay,
  lambdaB: number,
  samples: number,
  { quick, seed }: RunOptions,
): CnnSetup {
  return {
    loss: 'mse',
    penultimate,
    featureDim: FEATURE_DIM,
    outputs: CLASSES,
    l2: LAMBDA_W / CLASSES,
    l2Bias: lambdaB / CLASSES,
    l2Trunk: decay === 'weights' ? LAMBDA_W / CLASSES : 0,
    // tf.js: 2/c of the theory's λ_H/2 ‖H‖² = N λ_H/2 · mean_i ‖h_i‖²
    featurePenalty: decay === 'features' ? (samples * LAMBDA_H) / CLASSES : 0,
    epochs: quick ? 5 : 200,
    batchSize: 100,
    learningRate: penultimate === 'relu' ? 1 : 1.5,
    seed,
  };
}

function predicted(
  lambdaB: number,
  lambdaH: number,
  classCounts: readonly number[],
  penultimate: Penultimate,
): UfmPrediction {
  return predictUfm({
    loss: 'mse',
    encoding: oneHotEncoding(CLASSES),
    classCounts,
    featureDim: FEATURE_DIM,
    lambdaW: LAMBDA_W,
    lambdaH,
    lambdaB,
    featureActivation: penultimate === 'relu' ? 'nonnegative' : 'linear',
  });
}

function compare(penultimate: Penultimate, { decay, lambdaB, measured }: Trained): Row {
  const { metrics, statistics, lambdaH } = measured;
  // Calibrated in both cases, so that one rule holds; where λ_H is given, the two can be compared.
  const prediction = predicted(lambdaB, lambdaH, statistics.counts, penultimate);
  return {
    decay,
    λ_b: lambdaB,
    'cos measured': metrics['nc2.cos']!,
    'cos predicted': prediction.meanCosine as number,
    'Gram distance': shapeDistance(meanGram(statistics), prediction.normalizedMeanGram as Matrix),
    'nc2.etf': metrics['nc2.etf']!,
    'nc1.ratio': metrics['nc1.ratio']!,
    'balance residual': measured.balanceResidual,
    'training error': measured.trainingError,
    'λ_H calibrated': lambdaH,
  };
}

/** ‖G/‖G‖ − G*‖ for a predicted Gram of norm 1, as metric nc2.theory. */
function shapeDistance(gram: Matrix, normalized: Matrix): number {
  return gram.div(gram.norm()).sub(normalized).norm();
}

function chartOf(penultimate: Penultimate, trained: readonly Trained[]): Chart {
  const { counts, samples } = trained[0]!.measured.statistics;
  const lambdas = trained.map(({ lambdaB }) => lambdaB);
  const grid = logGrid(Math.min(...lambdas) / 2, Math.max(...lambdas) * 2, 200);
  const curve = (decay: Decay, activation: Penultimate) => {
    const lambdaH = median(trained.filter(one => one.decay === decay).map(one => one.measured.lambdaH));
    return grid.map(x => [x, predicted(x, lambdaH, counts, activation).meanCosine as number] as const);
  };
  const theory =
    penultimate === 'linear'
      ? [
          { name: 'theory, decay of features', colour: 0, points: curve('features', 'linear') },
          { name: 'theory, decay of weights', colour: 1, dashed: true, points: curve('weights', 'linear') },
        ]
      : [
          { name: 'theory behind a ReLU', colour: 0, points: curve('features', 'relu') },
          { name: 'theory without ReLU', colour: 6, dashed: true, points: curve('features', 'linear') },
        ];
  const points = (decay: Decay) =>
    trained
      .filter(one => one.decay === decay)
      .map(({ lambdaB, measured }) => [lambdaB, measured.metrics['nc2.cos']!] as const);
  return {
    title: `CNN on MNIST with a ${penultimate} penultimate layer`,
    subtitle: `squared loss, ${samples} images, λ_W = ${LAMBDA_W}; theory with the median of the calibrated λ_H`,
    x: { name: 'regularisation of the bias λ_b', type: 'log' },
    y: { name: 'mean cosine of class means' },
    theory,
    measured: [
      { name: 'CNN, decay of features', colour: 0, points: points('features') },
      { name: 'CNN, decay of weights', colour: 1, points: points('weights') },
    ],
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

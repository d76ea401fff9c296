import * as tf from '@tensorflow/tfjs-core';
import { oneHotEncoding, predictUfm } from 'tfjs-neural-collapse';
import { longTailed, toTensors } from 'tfjs-neural-collapse/datasets';
import type { Chart } from './chart.js';
import type { Experiment, Outcome } from './experiment.js';
import { type MeasuredCnn, measureCnn } from './measureCnn.js';
import { meanCosine, meanGram } from './measureUfm.js';
import { mnistImages } from './mnistData.js';
import { type CnnSetup, trainCnn } from './trainCnn.js';

const CLASSES = 10;
const LAMBDA_W = 5e-3;
const LAMBDA_H = 2e-5;

/** A CNN on long-tailed MNIST (1:20): cross-entropy, ReLU features, no bias, decay of the features. */
export const imbalanceCnn: Experiment = async options => {
  const { quick, seed } = options;
  const balanced = await mnistImages(quick ? 200 : 4000, options);
  const images = longTailed(balanced, { ratio: 20, largest: quick ? 20 : 400, seed });
  const { xs, ys, labels } = toTensors(images);
  const samples = images.labels.length;
  const setup: CnnSetup = {
    loss: 'cross-entropy',
    penultimate: 'relu',
    featureDim: 64,
    outputs: CLASSES,
    // Cross-entropy in tf.js: λ_W = 2·l2, and N λ_H/2 of the mean squared feature.
    l2: LAMBDA_W / 2,
    l2Trunk: 0,
    l2Bias: Number.POSITIVE_INFINITY,
    featurePenalty: (samples * LAMBDA_H) / 2,
    epochs: quick ? 3 : 200,
    batchSize: 100,
    learningRate: 0.05,
    seed,
  };
  const model = await trainCnn(setup, xs, ys);
  const measured = await measureCnn(model, { xs, labels }, oneHotEncoding(CLASSES), LAMBDA_W);
  model.dispose();
  tf.dispose([xs, ys, labels]);
  return describe(measured, setup);
};

function describe(measured: MeasuredCnn, setup: CnnSetup): Outcome {
  const { statistics, metrics, lambdaH } = measured;
  const gram = meanGram(statistics);
  const lengths = gram.diagonal().map(Math.sqrt);
  const expected = predictedLengths(statistics.counts, lambdaH);
  const rows = statistics.counts.map((n, k) => ({
    class: k,
    n,
    '‖m_k‖ measured': lengths[k]!,
    '‖m_k‖ predicted': expected[k]!,
    'relative error': Math.abs(lengths[k]! / expected[k]! - 1),
  }));
  return {
    title: 'Imbalance: lengths of the class means of a CNN on long-tailed MNIST',
    figures: { '': chartOf(statistics.counts, lengths, expected, lambdaH) },
    rows,
    setup: { ...setup, lambdaW: LAMBDA_W, lambdaH: LAMBDA_H },
    summary: {
      'largest relative error of a length': Math.max(...rows.map(row => row['relative error'])),
      'mean cosine of class means, predicted 0': meanCosine(gram),
      'nc1.ratio': metrics['nc1.ratio']!,
      'balance residual': measured.balanceResidual,
      'training error': measured.trainingError,
      'λ_H calibrated': lambdaH,
    },
  };
}

function predictedLengths(classCounts: readonly number[], lambdaH: number): number[] {
  const { meanGram: gram } = predictUfm({
    loss: 'cross-entropy',
    encoding: oneHotEncoding(CLASSES),
    classCounts,
    featureDim: 64,
    lambdaW: LAMBDA_W,
    lambdaH,
    lambdaB: Number.POSITIVE_INFINITY,
    featureActivation: 'nonnegative',
  });
  if ('absent' in gram) throw new Error(gram.absent);
  return gram.diagonal().map(Math.sqrt);
}

function chartOf(
  counts: readonly number[],
  measured: readonly number[],
  predicted: readonly number[],
  lambdaH: number,
): Chart {
  const by = (lengths: readonly number[]) => counts.map((n, k) => [n, lengths[k]!] as const);
  return {
    title: 'CNN on long-tailed MNIST: the rarer a class, the longer its mean',
    subtitle: `cross-entropy, ReLU features, no bias, λ_W = ${LAMBDA_W}, λ_H = ${lambdaH.toExponential(2)} (calibrated)`,
    x: { name: 'samples of the class n_k', type: 'log' },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: [{ name: 'theory', colour: 0, points: by(predicted) }],
    measured: [{ name: 'CNN, measured', colour: 0, points: by(measured) }],
  };
}

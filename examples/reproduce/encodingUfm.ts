import type { Matrix } from 'ml-matrix';
import {
  computeMetrics,
  oneHotEncoding,
  predictUfm,
  type UfmPrediction,
  type UfmSetting,
} from 'tfjs-neural-collapse';
import type { Chart } from './chart.js';
import type { Experiment, Row, RunOptions } from './experiment.js';
import { logGrid } from './grid.js';
import { type MeasuredUfm, meanGram, measureUfm, relativeDistance } from './measureUfm.js';
import { transitionCurve } from './transitionCurve.js';
import { descendUfm, type UfmSweep } from './ufmDescent.js';

const PENALTIES = { lambdaW: 5e-3, lambdaH: 5e-5 };
const SAMPLES_PER_CLASS = 20;
const FEATURE_DIM = 16;

/**
 * The transition from a simplex ETF to an orthogonal frame when λ_b grows, in the unconstrained-features model (squared
 * loss, one-hot codes): gradient descent against the closed form of Massion, Makhlouf, Massart 2026.
 */
export const encodingUfm: Experiment = async options => {
  const sizes = options.quick ? [5] : [5, 10];
  const lambdas = logGrid(1e-3, 10, options.quick ? 5 : 17);
  const steps = options.quick ? 1000 : 20_000;
  const rows: Row[] = [];
  const charts: Chart[] = [];
  for (const classes of sizes) rows.push(...(await sweepRows(classes, lambdas, steps, options)));
  charts.push(chartOf(rows, sizes));
  return {
    title: 'Class encoding: from a simplex ETF to an orthogonal frame, unconstrained features',
    figures: { '': charts[0]! },
    rows,
    setup: { ...PENALTIES, samplesPerClass: SAMPLES_PER_CLASS, featureDim: FEATURE_DIM, steps },
    summary: {
      'largest relative error of the mean cosine': Math.max(...rows.map(row => row['cos error'] as number)),
      'largest relative distance of the Gram': Math.max(...rows.map(row => row['Gram error'] as number)),
      'largest relative distance of the bias': Math.max(...rows.map(row => row['bias error'] as number)),
    },
  };
};

async function sweepRows(
  classes: number,
  lambdas: readonly number[],
  steps: number,
  { seed, log }: RunOptions,
): Promise<Row[]> {
  const sweep: UfmSweep = {
    labels: Array.from({ length: classes * SAMPLES_PER_CLASS }, (_, i) => i % classes),
    codes: oneHotEncoding(classes).matrix,
    loss: 'mse',
    featureDim: FEATURE_DIM,
    nonnegative: false,
    settings: lambdas.map(lambdaB => ({ ...PENALTIES, lambdaB })),
  };
  log(`K = ${classes}: ${lambdas.length} models, ${steps} steps`);
  const measured = await measureUfm(
    sweep,
    await descendUfm(sweep, { steps, learningRate: 0.5, start: 0.1, seed }),
  );
  return measured.map((model, i) => compare(lambdas[i]!, model, predicted(classes, lambdas[i]!)));
}

function predicted(classes: number, lambdaB: number): UfmPrediction {
  const setting: UfmSetting = {
    loss: 'mse',
    encoding: oneHotEncoding(classes),
    classCounts: new Array(classes).fill(SAMPLES_PER_CLASS),
    featureDim: FEATURE_DIM,
    ...PENALTIES,
    lambdaB,
    featureActivation: 'linear',
  };
  return predictUfm(setting);
}

function compare(lambdaB: number, { statistics, bias }: MeasuredUfm, prediction: UfmPrediction): Row {
  const gram = meanGram(statistics);
  const measured = computeMetrics({ statistics }).metrics['nc2.cos']!;
  const expected = prediction.meanCosine as number;
  const expectedBias = prediction.bias as readonly number[];
  return {
    K: statistics.classes,
    λ_b: lambdaB,
    'cos measured': measured,
    'cos predicted': expected,
    'cos error': Math.abs(measured - expected) / Math.abs(expected),
    'Gram error': relativeDistance(gram, prediction.meanGram as Matrix),
    'bias error': Math.hypot(...bias.map((b, j) => b - expectedBias[j]!)) / Math.hypot(...expectedBias),
  };
}

function chartOf(rows: readonly Row[], sizes: readonly number[]): Chart {
  return {
    title: 'From a simplex ETF to an orthogonal frame: unconstrained features',
    subtitle: `squared loss, one-hot codes, λ_W = ${PENALTIES.lambdaW}, λ_H = ${PENALTIES.lambdaH}, ${SAMPLES_PER_CLASS} samples per class`,
    x: { name: 'regularization of the bias λ_b', type: 'log' },
    y: { name: 'mean cosine of class means', min: -0.3, max: 0 },
    theory: sizes.map((classes, color) => ({
      name: `K = ${classes}, closed form`,
      color,
      points: transitionCurve([1e-3, 10], x => predicted(classes, x)),
    })),
    measured: sizes.map((classes, color) => ({
      name: `K = ${classes}, gradient descent`,
      color,
      points: rows
        .filter(row => row.K === classes)
        .map(row => [row.λ_b as number, row['cos measured'] as number] as const),
    })),
  };
}

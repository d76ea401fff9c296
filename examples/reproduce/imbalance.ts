import { oneHotEncoding, predictUfm, type UfmPrediction } from 'tfjs-neural-collapse';
import { longTailedCounts } from 'tfjs-neural-collapse/datasets';
import type { Chart } from './chart.js';
import type { Experiment, Row } from './experiment.js';
import { logGrid } from './grid.js';
import { type MeasuredUfm, meanGram, measureUfm } from './measureUfm.js';
import { descendUfm, type UfmSweep } from './ufmDescent.js';

const CLASSES = 5;
const COUNTS = longTailedCounts(60, 20, CLASSES);
const SAMPLES = COUNTS.reduce((sum, n) => sum + n, 0);
const LAMBDA_W = 5e-3;
const FEATURE_DIM = 40;
const RANGE = { first: 1e-3, last: 1.5 };
/** Shorter than this share of the longest possible mean counts as collapsed. */
const COLLAPSED = 1e-2;

/**
 * Minority collapse: cross-entropy, nonnegative features, no bias, class sizes 1:20. Means are orthogonal; the smaller
 * a class, the shorter its mean, and below a threshold it is zero (Dang, Tran, Nguyen, Ho 2024).
 */
export const imbalance: Experiment = async ({ quick, seed, log }) => {
  const lambdas = logGrid(RANGE.first, RANGE.last, quick ? 5 : 21);
  const steps = quick ? 2000 : 15_000;
  const sweep: UfmSweep = {
    labels: COUNTS.flatMap((n, k) => new Array<number>(n).fill(k)),
    codes: oneHotEncoding(CLASSES).matrix,
    loss: 'cross-entropy',
    featureDim: FEATURE_DIM,
    nonnegative: true,
    settings: lambdas.map(lambdaH => ({ lambdaW: LAMBDA_W, lambdaH, lambdaB: Number.POSITIVE_INFINITY })),
  };
  log(`class sizes ${COUNTS.join(', ')}: ${lambdas.length} models, ${steps} steps`);
  const measured = await measureUfm(sweep, await descendUfm(sweep, { steps, learningRate: 0.5, seed }));
  const rows = measured.map((model, i) => compare(lambdas[i]!, model));
  return {
    title: 'Minority collapse in the unconstrained-features model',
    figures: { '': chartOf(rows) },
    rows,
    setup: { counts: COUNTS, lambdaW: LAMBDA_W, featureDim: sweep.featureDim, steps },
    summary: {
      'largest error of a length, relative to the longest': Math.max(
        ...rows.map(row => row['length error'] as number),
      ),
      'largest cosine of two means that are not zero': Math.max(
        ...rows.map(row => row['largest cos'] as number),
      ),
      'settings with the predicted set of collapsed classes': `${rows.filter(row => row['collapsed, measured'] === row['collapsed, predicted']).length} of ${rows.length}`,
    },
  };
};

function predicted(lambdaH: number): UfmPrediction {
  return predictUfm({
    loss: 'cross-entropy',
    encoding: oneHotEncoding(CLASSES),
    classCounts: COUNTS,
    featureDim: FEATURE_DIM,
    lambdaW: LAMBDA_W,
    lambdaH,
    lambdaB: Number.POSITIVE_INFINITY,
    featureActivation: 'nonnegative',
  });
}

/** ‖m_k‖ */
function lengths(lambdaH: number): number[] {
  const gram = predicted(lambdaH).meanGram;
  if ('absent' in gram) throw new Error(gram.absent);
  return gram.diagonal().map(Math.sqrt);
}

function compare(lambdaH: number, { statistics }: MeasuredUfm): Row {
  const gram = meanGram(statistics);
  const measured = gram.diagonal().map(Math.sqrt);
  const expected = lengths(lambdaH);
  const longest = Math.max(...expected);
  const cosines = measured.flatMap((a, k) =>
    measured
      .slice(0, k)
      .flatMap((b, l) => (Math.min(a, b) > COLLAPSED * longest ? [gram.get(k, l) / (a * b)] : [])),
  );
  const zero = (all: readonly number[]) =>
    all.flatMap((length, k) => (length <= COLLAPSED * longest ? [k] : [])).join(' ') || 'none';
  return {
    λ_H: lambdaH,
    ...Object.fromEntries(measured.map((length, k) => [`‖m_${k}‖`, length])),
    'length error': Math.max(...measured.map((length, k) => Math.abs(length - expected[k]!))) / longest,
    'largest cos': Math.max(0, ...cosines),
    'collapsed, measured': zero(measured),
    'collapsed, predicted': zero(expected),
  };
}

function chartOf(rows: readonly Row[]): Chart {
  const grid = logGrid(RANGE.first, RANGE.last, 400).map(lambdaH => [lambdaH, lengths(lambdaH)] as const);
  return {
    title: 'Minority collapse: free features behind a ReLU',
    subtitle: `cross-entropy, no bias, λ_W = ${LAMBDA_W}, N = ${SAMPLES}; a class reaches zero at n_k = N² λ_W λ_H K/(K−1)`,
    x: { name: 'regularisation of the features λ_H', type: 'log', ...{ min: RANGE.first, max: RANGE.last } },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: COUNTS.map((n, k) => ({
      name: `n = ${n}, theory`,
      colour: k,
      points: grid.map(([x, all]) => [x, all[k]!] as const),
    })),
    measured: COUNTS.map((n, k) => ({
      name: `n = ${n}, descent`,
      colour: k,
      points: rows.map(row => [row['λ_H'] as number, row[`‖m_${k}‖`] as number] as const),
    })),
  };
}

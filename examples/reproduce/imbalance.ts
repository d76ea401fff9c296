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
/** A rare class that dies behind the ReLU stays dead, so that descent can end in a local minimum. */
const STARTS = 4;
const FEATURE_DIM = 40;
const RANGE = { first: 1e-3, last: 0.7 };
/** Shorter counts as collapsed: descent is very slow near a threshold. */
const COLLAPSED = 0.02;

/**
 * Minority collapse: cross-entropy, nonnegative features, no bias, class sizes 1:20. Means are orthogonal; the smaller
 * a class, the shorter its mean, and below a threshold it is zero (Dang, Tran, Nguyen, Ho 2024).
 */
export const imbalance: Experiment = async ({ quick, seed, log }) => {
  const lambdas = logGrid(RANGE.first, RANGE.last, quick ? 4 : 15);
  const steps = quick ? 1000 : 8000;
  const sweep: UfmSweep = {
    labels: COUNTS.flatMap((n, k) => new Array<number>(n).fill(k)),
    codes: oneHotEncoding(CLASSES).matrix,
    loss: 'cross-entropy',
    featureDim: FEATURE_DIM,
    nonnegative: true,
    settings: lambdas.flatMap(lambdaH =>
      new Array(STARTS).fill({ lambdaW: LAMBDA_W, lambdaH, lambdaB: Number.POSITIVE_INFINITY }),
    ),
  };
  log(`class sizes ${COUNTS.join(', ')}: ${lambdas.length} models from ${STARTS} starts, ${steps} steps`);
  const options = { steps, learningRate: 0.5, start: 0.5, seed };
  const measured = await measureUfm(sweep, await descendUfm(sweep, options));
  const rows = lambdas.map((lambdaH, i) =>
    compare(lambdaH, lowest(measured.slice(i * STARTS, (i + 1) * STARTS), lambdaH)),
  );
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

/** The start with the lowest loss. */
function lowest(models: readonly MeasuredUfm[], lambdaH: number): MeasuredUfm {
  const losses = models.map(model => objective(model, lambdaH));
  return models[losses.indexOf(Math.min(...losses))]!;
}

/** Σ_k π_k CE(W m_k) + λ_W/2 ‖W‖² + λ_H/2 Σ_k n_k ‖m_k‖²: the features have collapsed. */
function objective({ statistics, kernel }: MeasuredUfm, lambdaH: number): number {
  const logits = statistics.means.mmul(kernel).to2DArray();
  const misfit = logits.map((z, k) => Math.log(z.reduce((sum, x) => sum + Math.exp(x - z[k]!), 0)));
  const energy = COUNTS.map((n, k) => n * Math.hypot(...statistics.means.getRow(k)) ** 2);
  const data = COUNTS.reduce((sum, n, k) => sum + (n / SAMPLES) * misfit[k]!, 0);
  return data + (LAMBDA_W / 2) * kernel.norm() ** 2 + (lambdaH / 2) * energy.reduce((a, b) => a + b);
}

function compare(lambdaH: number, { statistics }: MeasuredUfm): Row {
  const gram = meanGram(statistics);
  const measured = gram.diagonal().map(Math.sqrt);
  const expected = lengths(lambdaH);
  const longest = Math.max(...expected);
  const cosines = measured.flatMap((a, k) =>
    measured.slice(0, k).flatMap((b, l) => (Math.min(a, b) > COLLAPSED ? [gram.get(k, l) / (a * b)] : [])),
  );
  const zero = (all: readonly number[]) =>
    all.flatMap((length, k) => (length <= COLLAPSED ? [k] : [])).join(' ') || 'none';
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
    x: { name: 'regularization of the features λ_H', type: 'log', ...{ min: RANGE.first, max: RANGE.last } },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: COUNTS.map((n, k) => ({
      name: `n = ${n}, theory`,
      color: k,
      points: grid.map(([x, all]) => [x, all[k]!] as const),
    })),
    measured: COUNTS.map((n, k) => ({
      name: `n = ${n}, descent`,
      color: k,
      points: rows.map(row => [row.λ_H as number, row[`‖m_${k}‖`] as number] as const),
    })),
  };
}

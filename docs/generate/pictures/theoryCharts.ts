import type { Matrix } from 'ml-matrix';
import {
  oneHotEncoding,
  predictUfm,
  type SoftmaxCode,
  softmaxCode,
  type UfmPrediction,
  type UfmTransition,
} from 'tfjs-neural-collapse';
import { type Chart, type Point, renderChart } from '../../../examples/reproduce/chart.js';
import { logGrid } from '../../../examples/reproduce/grid.js';
import { transitionCurve } from '../../../examples/reproduce/transitionCurve.js';

/** Mean cosine over the penalty on the bias. */
export function transitionPicture(): string {
  const predicted = (classes: number, lambdaB: number) =>
    predictUfm({
      loss: 'mse',
      encoding: oneHotEncoding(classes),
      classCounts: new Array<number>(classes).fill(100),
      featureDim: 128,
      lambdaW: 5e-3,
      lambdaH: 1e-5,
      lambdaB,
      featureActivation: 'linear',
    });
  const sizes = [3, 5, 10, 100];
  return renderChart({
    title: 'The bias decides between simplex ETF and orthogonal frame',
    subtitle: 'squared error, one-hot codes, linear features, 100 samples per class, λ_W = 0.005, λ_H = 1e-5',
    x: { name: 'penalty on the bias λ_b', type: 'log', min: 1e-3, max: 10 },
    y: { name: 'mean cosine of the class means', min: -0.6, max: 0.1 },
    theory: sizes.map((classes, color) => ({
      name: `K = ${classes}`,
      color,
      points: transitionCurve([1e-3, 10], lambdaB => predicted(classes, lambdaB)),
    })),
    measured: [
      {
        name: 'critical λ_b: up to here a simplex ETF',
        color: 6,
        points: sizes.map((classes): Point => {
          const { transition, meanCosine } = predicted(classes, 0);
          return [(transition as UfmTransition).criticalLambdaB, meanCosine as number];
        }),
      },
    ],
  });
}

/** N λ_W λ_H and K so that a class of ten samples is at the threshold, n ≤ N² λ_W λ_H K/(K−1) = 10. */
const COLLAPSE = { classes: 5, samples: 1000, lambdaW: 5e-3, lambdaH: 1.6e-3 };

/** Lengths of the class means over the imbalance. */
export function imbalancePicture(): string {
  const { classes, samples, lambdaW, lambdaH } = COLLAPSE;
  const predicted = (ratio: number): UfmPrediction =>
    predictUfm({
      loss: 'cross-entropy',
      encoding: oneHotEncoding(classes),
      classCounts: geometricCounts(ratio),
      featureDim: 64,
      lambdaW,
      lambdaH,
      lambdaB: Number.POSITIVE_INFINITY,
      featureActivation: 'nonnegative',
    });
  const ratios = logGrid(1, 1000, 400);
  const lengths = ratios.map(ratio => (predicted(ratio).meanGram as Matrix).diagonal().map(Math.sqrt));
  const chart: Chart = {
    title: 'Rare classes grow, and then vanish',
    subtitle: `cross-entropy, ReLU features, no bias; ${samples} samples in ${classes} classes, each class the same factor smaller than the one before`,
    x: { name: 'samples of the largest class / samples of the smallest', type: 'log' },
    y: { name: 'length of the class mean ‖m_k‖', min: 0 },
    theory: Array.from({ length: classes }, (_, k) => ({
      name:
        k === 0
          ? 'largest class'
          : k === classes - 1
            ? 'smallest class'
            : ['second', 'third', 'fourth'][k - 1]!,
      color: k,
      points: ratios.map((ratio, i): Point => [ratio, lengths[i]![k]!]),
    })),
    measured: [],
  };
  return renderChart(chart);
}

/** n_k ∝ ratio^(−k/(K−1)), N in all; sizes of a model need not be whole. */
function geometricCounts(ratio: number): number[] {
  const { classes, samples } = COLLAPSE;
  const sizes = Array.from({ length: classes }, (_, k) => ratio ** (-k / (classes - 1)));
  const sum = sizes.reduce((total, size) => total + size, 0);
  return sizes.map(size => (samples * size) / sum);
}

/** The margin that softmax codes reach, over the number of dimensions. */
export function marginPicture(): string {
  const dims = Array.from({ length: 16 }, (_, i) => i + 1);
  const sizes = [5, 10, 16];
  const points = (classes: number, wanted = (_: SoftmaxCode) => true) =>
    dims.flatMap((dim): Point[] => {
      const code = softmaxCode({ dim, classes });
      return wanted(code) ? [[dim, code.margin]] : [];
    });
  return renderChart({
    title: 'How far classes can be told apart in d dimensions',
    subtitle:
      'one-vs-rest margin of the softmax code: min over k of the distance of w_k to the hull of the others',
    x: { name: 'dimensions d', min: 0, max: 16 },
    y: { name: 'margin', min: 0, max: 1.5 },
    theory: sizes.map((classes, color) => ({ name: `K = ${classes}`, color, points: points(classes) })),
    measured: [1, 2].map(color => ({
      name: `found numerically, K = ${sizes[color]}`,
      color,
      points: points(sizes[color]!, ({ reference }) => reference === 'numerical'),
    })),
  });
}

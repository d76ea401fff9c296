import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type ClassEncoding,
  gaussianEncoding,
  hadamardEncoding,
  labelSmoothingEncoding,
  oneHotEncoding,
  simplexEtfEncoding,
} from 'tfjs-neural-collapse';
import { longTailed, toTensors } from 'tfjs-neural-collapse/datasets';
import type { Chart, Point } from './chart.js';
import type { Experiment, Row } from './experiment.js';
import { type MeasuredCnn, measureCnn, trainingError } from './measureCnn.js';
import { mnistImages } from './mnistData.js';
import { trainCnn } from './trainCnn.js';

const CLASSES = 10;
/** Weight decay of every kernel, as tf.js writes it. */
const L2 = 5e-4;

/**
 * An unregularized bias of a network trained with squared error is b = Eπ − W m_G, whatever the encoding E and the
 * class sizes (Massion, Makhlouf, Massart 2026). The classes are long-tailed, so that Eπ is zero for no encoding.
 */
export const bias: Experiment = async options => {
  const { quick, seed, log } = options;
  const balanced = await mnistImages(quick ? 200 : 3000, options);
  const images = longTailed(balanced, { ratio: 5, largest: quick ? 20 : 200, seed });
  const rows: Row[] = [];
  const clouds: { name: string; points: Point[] }[] = [];
  for (const [name, encoding] of encodings(seed)) {
    const { xs, ys, labels } = toTensors(images, { encode: encoding });
    const setup = {
      loss: 'mse',
      penultimate: 'relu',
      featureDim: 64,
      outputs: encoding.dim,
      kernelL2: L2,
      trunkL2: L2,
      featurePenalty: 0,
      useBias: true,
      biasL2: 0,
      epochs: quick ? 2 : 60,
      batchSize: 100,
      learningRate: (0.1 * encoding.dim) / meanSquaredNorm(encoding),
      seed,
    } as const;
    const model = await trainCnn(setup, xs, ys);
    const measured = await measureCnn(model, { xs, ys }, encoding);
    clouds.push({ name, points: await biasPoints(model, xs, ys) });
    model.dispose();
    tf.dispose([xs, ys, labels]);
    rows.push(compare(name, encoding, measured));
    log(JSON.stringify(rows.at(-1)));
  }
  return {
    title: 'The bias centers the labels: b = Eπ − W m_G',
    figures: { '': chartOf(clouds) },
    rows,
    setup: { counts: countsOf(images.labels), l2: L2, epochs: quick ? 2 : 60 },
    summary: {
      'largest ‖b − (Eπ − W m_G)‖/‖Eπ‖': Math.max(...rows.map(row => row['bias.centering'] as number)),
    },
  };
};

function encodings(seed: number): [string, ClassEncoding][] {
  return [
    ['one-hot', oneHotEncoding(CLASSES)],
    ['label smoothing 0.1', labelSmoothingEncoding(CLASSES, 0.1)],
    ['simplex ETF', simplexEtfEncoding(CLASSES)],
    ['Hadamard', hadamardEncoding(CLASSES)],
    ['Gaussian', gaussianEncoding(CLASSES, { seed })],
  ];
}

function meanSquaredNorm(encoding: ClassEncoding): number {
  return encoding.gram().trace() / encoding.classes;
}

function countsOf(labels: ArrayLike<number>): number[] {
  const counts = new Array<number>(CLASSES).fill(0);
  for (const label of Array.from(labels)) counts[label]!++;
  return counts;
}

/**
 * (Eπ − W m_G)_j and b_j for every output j. The head is linear, so that W m_G is the mean output without the bias, and
 * Eπ is the mean target.
 */
async function biasPoints(model: LayersModel, xs: Tensor4D, ys: Tensor2D): Promise<Point[]> {
  const bias = model.getLayer('head').getWeights()[1]!;
  const pairs = tf.tidy(() => {
    const outputs = model.predict(xs, { batchSize: 250 }) as Tensor2D;
    const expected = tf.add(tf.mean(tf.sub(ys, outputs), 0), bias);
    return tf.stack([expected, bias], 1) as Tensor2D;
  });
  const points = await pairs.array();
  pairs.dispose();
  return points as [number, number][];
}

function compare(name: string, encoding: ClassEncoding, measured: MeasuredCnn): Row {
  const { metrics, norms } = measured;
  return {
    encoding: name,
    c: encoding.dim,
    '‖b‖': norms.bias!,
    '‖Eπ‖': Math.hypot(...encoding.mean(measured.measured.counts)),
    'bias.centering': metrics['bias.centering']!,
    'nc1.ratio': metrics['nc1.ratio']!,
    'training error': trainingError(measured),
    'balance.residual': metrics['balance.residual']!,
  };
}

function chartOf(clouds: readonly { name: string; points: readonly Point[] }[]): Chart {
  const all = clouds.flatMap(({ points }) => points.flat());
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return {
    title: 'The bias of the head centers the labels',
    subtitle: 'squared loss, CNN on long-tailed MNIST (1:5), bias not regularized; one point per output',
    x: { name: '(Eπ − W m_G)_j' },
    y: { name: 'measured bias b_j' },
    theory: [
      {
        name: 'b = Eπ − W m_G',
        color: 6,
        points: [
          [low, low],
          [high, high],
        ],
      },
    ],
    measured: clouds.map((cloud, color) => ({ ...cloud, color })),
  };
}

import { QrDecomposition } from 'ml-matrix';
import { permutation, random } from '../../src/base/random.js';
import { Matrix } from '../../src/linalg/dense.js';
import type { Dataset } from './dataset.js';
import { range } from './reference.js';

/** A dataset with a head and predicted labels: what the transformations act on. */
export type FullDataset = Required<Omit<Dataset, 'codes' | 'bias'>> & { readonly bias: readonly number[] };

/** Changes of a dataset under which the network's outputs stay what they were. */
export const transformations = {
  /** H → HQ, W → WQ with Q orthogonal. */
  rotation: (data: FullDataset): FullDataset => {
    const q = orthogonal(data.features[0]!.length, 17);
    return { ...data, features: times(data.features, q), kernel: times2(q.transpose(), data.kernel) };
  },

  /** H → sH, W → W/s. */
  scale: (data: FullDataset): FullDataset => ({
    ...data,
    features: data.features.map(row => row.map(x => Math.fround(3.7 * x))),
    kernel: data.kernel.map(row => row.map(w => w / 3.7)),
  }),

  /** h → h + t, b → b − Wt. */
  translation: (data: FullDataset): FullDataset => {
    const t = range(data.features[0]!.length).map(j => 1.5 - 0.25 * j);
    return {
      ...data,
      features: data.features.map(row => row.map((x, j) => Math.fround(x + t[j]!))),
      bias: data.bias.map((b, k) => b - data.kernel.reduce((sum, row, j) => sum + row[k]! * t[j]!, 0)),
    };
  },

  /** Class k is called σ(k). */
  classPermutation: (data: FullDataset): FullDataset => {
    const order = [...permutation(data.classes, 5)];
    const renamed = (k: number) => order.indexOf(k);
    return {
      ...data,
      labels: data.labels.map(renamed),
      predictedLabels: data.predictedLabels.map(renamed),
      kernel: data.kernel.map(row => order.map(k => row[k]!)),
      bias: order.map(k => data.bias[k]!),
    };
  },

  /** Samples in another order. */
  sampleOrder: (data: FullDataset): FullDataset => {
    const order = [...permutation(data.labels.length, 9)];
    return {
      ...data,
      features: order.map(i => data.features[i]!),
      labels: order.map(i => data.labels[i]!),
      predictedLabels: order.map(i => data.predictedLabels[i]!),
    };
  },

  /** Every sample three times: covariances are those of the population, with 1/n and not 1/(n − 1). */
  repetition: (data: FullDataset): FullDataset => ({
    ...data,
    features: [...data.features, ...data.features, ...data.features],
    labels: [...data.labels, ...data.labels, ...data.labels],
    predictedLabels: [...data.predictedLabels, ...data.predictedLabels, ...data.predictedLabels],
  }),
};

export type Transformation = keyof typeof transformations;

/** A random orthogonal matrix. */
export function orthogonal(n: number, seed: number): Matrix {
  const { normal } = random(seed);
  return new QrDecomposition(new Matrix(range(n).map(() => range(n).map(() => normal())))).orthogonalMatrix;
}

const times = (rows: readonly number[][], q: Matrix): number[][] =>
  new Matrix(rows as number[][])
    .mmul(q)
    .to2DArray()
    .map(row => row.map(Math.fround));

const times2 = (q: Matrix, rows: readonly number[][]): number[][] =>
  q.mmul(new Matrix(rows as number[][])).to2DArray();
